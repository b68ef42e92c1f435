"""The application of an office: people sign in, submit, send back and approve."""

from __future__ import annotations

from flask import Flask, g

from orgsheet.serve.approval_round import Round
from orgsheet.serve.desk import Desk
from orgsheet.serve.office_entrance import OfficeEntrance, Sessions
from orgsheet.serve.office_settings import OfficeSettings
from orgsheet.serve.persons import KEEPER, Person
from orgsheet.serve.proposal_pages import proposal_pages
from orgsheet.serve.sign_in_pages import sign_in_pages
from orgsheet.serve.web_app import Pages, make_app


def make_office_app(desk: Desk, office: OfficeSettings, sessions: Sessions | None = None) -> Flask:
    """Return the application for the people of the settings.

    `sessions` has who is signed in with a password, where others than new ones are wanted.
    """
    rounds = Round(desk, office)
    desk.shut_for = rounds.shut_for
    desk.handed_in = rounds.handed_in
    more: list[Pages] = [proposal_pages(rounds)]
    if office.passwords is None:
        sessions = None
    else:
        sessions = sessions or Sessions(office)
        more.append(sign_in_pages(sessions, is_secure=office.address.startswith("https://")))
    app = make_app(
        desk, OfficeEntrance(office, sessions), more, is_office=True, signs_out=sessions is not None
    )

    @app.context_processor
    def people() -> dict[str, str]:
        # Who keeps both is told; a leaver would stay admitted without anybody knowing.
        person: Person | None = g.get("person")
        keeps = person is not None and any(post.role == KEEPER for post in person.posts)
        return {
            "people_trouble": office.people.trouble if keeps else "",
            "host_told": desk.host.trouble if keeps else "",
        }

    return app
