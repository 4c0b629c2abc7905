# Kontaktregistret: sökning, listor, täckning, import.
register-search = Sök
register-search-hint = Minst tre tecken var som helst. En kortare sökning hittar början av namnet.
register-search-organisations = Namn, FO-nummer, OID, område, operatör eller leverantör
register-search-contacts = Personens eller organisationens namn, adress eller nummer
register-everything = Visa alla
register-hetu = Det finns inga personbeteckningar i registret.
register-any = Alla
register-uses = Använder tjänsten
register-role = Roll
register-unconfirmed-only = Bara obekräftade
register-without-sms = Bara utan textmeddelande
register-order = Ordning
register-order-name = enligt namn
register-order-newest = nyaste först
register-all-organisations = Alla organisationer
register-contacts-count = { $count ->
    [0] inga kontakter
    [one] en kontakt
   *[other] { $count } kontakter
    }
register-told = Meddelanden under det senaste året
register-told-nothing = Inget har skickats under ett år.

## Filens kolumner: namnet, och andra namn som en kolumn känns igen på
register-column-organisation = Organisation
register-column-also-organisation = kund|organisationens kod
register-column-given-name = Förnamn
register-column-also-given-name = tilltalsnamn
register-column-name = Namn
register-column-also-name = efternamn|kontaktperson|organisationens namn
register-column-email = E-post
register-column-also-email = e-postadress|epost
register-column-phone = Telefon
register-column-also-phone = telefonnummer|tfn|mobil
register-column-kind = Slag
register-column-also-kind = typ|art
register-column-language = Språk
register-column-also-language = kontaktspråk
register-column-roles = Roller
register-column-also-roles = roll|uppgift
register-column-business-id = FO-nummer
register-column-also-business-id = företags- och organisationsnummer
register-column-connection-point = Anslutningspunkt
register-column-also-connection-point = OID-kod|anslutningspunktens OID
register-column-slug = Kortnamn
register-column-also-slug = kort namn
register-column-region = Område
register-column-also-region = välfärdsområde|landskap
register-column-operator = Teleoperatör
register-column-also-operator = operatör
register-column-vendor = Systemleverantör
register-column-also-vendor = leverantör
register-column-services = Tjänster
register-column-also-services = Kanta-tjänster
register-column-broker = Kanta-förmedlare
register-column-also-broker = förmedlare
register-column-desk = Användarstöd
register-column-also-desk = stödpunkt

## Import från en fil
problem-import-organisation = Organisationen är okänd. Skriv dess FO-nummer, OID eller kortnamn.
problem-import-twice = Samma finns redan på en tidigare rad i filen.
problem-import-word = Ordet är okänt. Använd samma ord som i den fil som Majakka skriver.
problem-import-column = Den här kolumnen saknas i filen.
problem-import-wrong = Det finns fel i filen, och inget togs in.
