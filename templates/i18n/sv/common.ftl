not-known = ej känt
