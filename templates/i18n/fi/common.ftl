not-known = ei tiedossa
