"""The review of a pull request: what is wrong, what it means compared with before."""
