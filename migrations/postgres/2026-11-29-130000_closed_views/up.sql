-- Which views ask for a sign-in is asked whenever the public page is made: without looking at all the others.
CREATE INDEX organisations_closed ON organisations (id) WHERE page_closed;
