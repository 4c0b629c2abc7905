not-known = not known
