"""What changed between two sets of sheets: links, facts, judgement; rendering is elsewhere."""
