# The contact register: search, lists, coverage, import.
register-search = Search
register-search-hint = At least three characters from anywhere. A shorter search finds the beginning of the name.
register-search-organisations = Name, business ID, OID, region, operator or vendor
register-search-contacts = Name of a person or organisation, address or number
register-everything = Show all
register-hetu = There are no identity codes in the register.
register-any = All
register-uses = Uses the service
register-role = Role
register-unconfirmed-only = Only those not confirmed
register-without-sms = Only those without text messages
register-order = Order
register-order-name = by name
register-order-newest = newest first
register-all-organisations = All organisations
register-contacts-count = { $count ->
    [0] no contacts
    [one] one contact
   *[other] { $count } contacts
    }
register-told = Messages of the last year
register-told-nothing = Nothing was sent within a year.

## Columns of a file: the name, and other names by which a column is known
register-column-organisation = Organisation
register-column-also-organisation = organization|client
register-column-given-name = First name
register-column-also-given-name = given name
register-column-name = Name
register-column-also-name = last name|surname|contact
register-column-email = E-mail
register-column-also-email = email address|mail
register-column-phone = Phone
register-column-also-phone = telephone|telephone number|mobile
register-column-kind = Kind
register-column-also-kind = type
register-column-language = Language
register-column-also-language = Language
register-column-roles = Roles
register-column-also-roles = role
register-column-business-id = Business ID
register-column-also-business-id = business id number
register-column-connection-point = Connection point
register-column-also-connection-point = connection point OID
register-column-slug = Short name
register-column-also-slug = Short name
register-column-region = Region
register-column-also-region = county
register-column-operator = Telecom operator
register-column-also-operator = Telecom operator
register-column-vendor = System vendor
register-column-also-vendor = supplier
register-column-services = Services
register-column-also-services = Kanta services
register-column-broker = Kanta broker
register-column-also-broker = broker|Kanta intermediary
register-column-desk = Helpdesk
register-column-also-desk = desk

## Import from a file
problem-import-organisation = The organisation is not known. Write its business ID, OID or short name.
problem-import-twice = The same is on an earlier row of the file.
problem-import-word = The word is not known. Use the words of the file that Majakka writes.
problem-import-column = The file has no such column.
problem-import-wrong = There are mistakes in the file, and nothing was taken in.
