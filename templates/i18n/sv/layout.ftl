# Sidornas ram och gemensamma delar.
layout-skip = Gå till innehållet
layout-navigation = Huvudmeny
layout-languages = Språk
layout-footer = Om tjänsten
layout-account = Användare
layout-own-account = Egna uppgifter
layout-sign-in = Logga in
layout-sign-out = Logga ut
layout-public-page = Störningsläget
layout-report = Anmäl en störning
layout-accessibility = Tillgänglighet
layout-privacy = Dataskydd
layout-about = Majakka berättar om störningar i Kanta-tjänsterna för de organisationer och kunder som använder dem.
layout-demonstration = Det här är en demonstration. Organisationerna, personerna och störningarna är påhittade.
layout-outbox-is-a-folder = Inga meddelanden skickas: e-post- och sms-tjänst saknas. Meddelandena sparas som filer.
layout-mail-is-a-folder = Ingen e-post skickas: e-posttjänst saknas. Meddelandena sparas som filer.
layout-sms-is-a-folder = Inga sms skickas: sms-tjänst saknas. Meddelandena sparas som filer.

layout-nav-desk = Läget
layout-nav-reports = Anmälningar
layout-nav-incidents = Störningar
layout-nav-maintenance = Underhållsavbrott
layout-nav-breaches = Dataskydd
layout-nav-contacts = Kontaktuppgifter
layout-nav-log = Logg
layout-nav-settings = Inställningar
layout-nav-report = Anmäl
layout-nav-own-reports = Egna anmälningar
layout-nav-status = Störningsläget
layout-nav-history = Historik


layout-restored = Vi återställde texten som du inte hann skicka.
layout-discard = Kasta texten
layout-required = obligatorisk
layout-error = Fel:
layout-error-summary = { $count ->
    [one] Rätta en punkt
   *[other] Rätta { $count } punkter
  }
layout-file-drop = Ta bort filen { $name }
layout-pages = Sidor
layout-page = Sida
layout-previous = Föregående
layout-next = Nästa

layout-sms-from = Textmeddelande, avsändare { $sender }
layout-sms-septets = { $septets } / { $limit } tecken
layout-sms-over = Meddelandet ryms inte i ett textmeddelande.
layout-septets = %n / %m tecken
layout-septets-foreign = Texten innehåller ett tecken som inte finns i textmeddelandenas grundteckenuppsättning.

layout-idle-title = Sessionen håller på att avslutas
layout-idle-left = Du loggas ut om ungefär %n min eftersom du inte har gjort något på en stund.
layout-idle-kept = En anmälan som inte har skickats sparas även om sessionen avslutas.
layout-idle-continue = Fortsätt arbeta
