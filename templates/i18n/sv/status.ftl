# Den offentliga störningssidan.
status-title = { $state ->
    [ok] Inga störningar
    [down] Störning
    [degraded] Störning
    [maintenance] Underhållsavbrott
   *[unknown] Läget är inte känt
  } – { $whose }
status-name = Störningsläget i Kanta-tjänsterna
status-name-citizens = Störningsläget i Kanta-tjänsterna för medborgare
status-views = Vy
status-view-professional = Professionella
status-view-citizen = Medborgare
status-changed = Störningsläget har uppdaterats.
status-cut = Förbindelsen till tjänsten är bruten. Läget hämtades senast för %n minuter sedan och kan ha förändrats.

status-glance = { $state ->
    [ok] Inga kända störningar
    [down] Det finns en störning i tjänsterna
    [degraded] Det finns en störning i tjänsterna
    [maintenance] Ett underhållsavbrott pågår
   *[unknown] Läget är inte känt just nu
  }
status-glance-one = { $state ->
    [ok] { $service } fungerar
    [down] { $service } fungerar inte
    [degraded] { $service } fungerar delvis eller långsamt
    [maintenance] { $service }: underhållsavbrott
   *[unknown] { $service }: inte känt
  }
status-glance-many = { $state ->
    [ok] { $count } tjänster fungerar
    [down] Störning i { $count } tjänster
    [degraded] Störning i { $count } tjänster
    [maintenance] { $count } tjänster har underhållsavbrott
   *[unknown] Läget för { $count } tjänster är inte känt
  }
status-glance-more = { $state ->
    [ok] Ingen störning har anmälts för någon tjänst.
    [down] Störningen utreds. Här nedan berättar vi vad den påverkar och hur du kan göra under tiden.
    [degraded] Störningen utreds. Här nedan berättar vi vad den påverkar och hur du kan göra under tiden.
    [maintenance] Avbrottet är planerat. Här nedan berättar vi när det upphör.
   *[unknown] Webbplatsen kanta.fi kan inte läsas, så FPA:s störningsmeddelanden syns inte. Det betyder inte att tjänsterna är ur funktion.
  }
status-since = Började
status-until = Slutar
status-next = Nästa uppdatering senast
status-updated = Uppdaterad
status-estimate = Beräknas vara åtgärdad
status-not-known = inte känt
status-no-estimate = ingen bedömning ännu
status-ended = Upphörde
status-lasted = Varade
status-cause = Orsak
status-concerns = Vilka berörs
status-contact = Mer information
status-source = Källa: { $source }
status-announced = { $source } meddelar:

status-stale-title = Uppgifterna är { $minutes ->
    [one] en minut
   *[other] { $minutes } minuter
  } gamla
status-stale = Sidan kan inte uppdateras just nu. Nedan visas läget { $known }, och det kan ha förändrats. Uppdateringen fortsätter genast när förbindelsen är tillbaka.

status-state-ok = Fungerar
status-state-unknown = Inte känt
status-state-maintenance = Underhållsavbrott
status-state-degraded = Fungerar delvis eller långsamt
status-state-down = Fungerar inte

status-incidents = Störningar just nu
status-instead = Gör så här under störningen
status-afterwards = Gör så här efter störningen
status-hits = Vad påverkas
status-hit = Vad påverkades
status-works = Vad fungerar
status-others-work = Övriga tjänster fungerar
status-because = { $state ->
    [maintenance] eftersom { $system } har underhållsavbrott
   *[other] eftersom { $system } inte fungerar
  }
status-because-whole = { $state ->
    [maintenance] Orsaken är ett underhållsavbrott i tjänsten { $system }.
   *[other] Orsaken är en störning i tjänsten { $system }.
  }
status-bulletins = { $count ->
    [one] Ett meddelande
   *[other] { $count } meddelanden
  }
status-bulletin-first = Första meddelandet
status-bulletin-update = Uppdatering
status-bulletin-nochange = Ingen ändring
status-bulletin-resolved = Störningen är över
status-bulletin-correction = Rättelse
status-bulletin-withdrawal = Meddelandet har återtagits
status-bulletin-withdrawn = Det här meddelandet stämde inte och har återtagits.

status-services = Tjänster
status-services-national = Listan visar läget för de nationella tjänsterna. Organisationens egen störning berättas ovanför den.
status-group-professional = Tjänster för professionella
status-group-citizen = Tjänster för medborgare
status-group-support = Ärenden och information
status-group-dependency = Andras tjänster som Kanta behöver

status-maintenance = Underhållsavbrott
status-no-maintenance = Inga kommande underhållsavbrott är kända.
status-break-planned = Kommande
status-break-running = Pågår
status-break-moved = Flyttat
status-break-cancelled = Inställt
status-break-late = Drar ut på tiden
status-break-before = Tidigare tid:
status-break-open = sluttiden är inte känd
status-break-off = Avbrottet hålls inte. Tjänsten fungerar som vanligt.
status-break-repeats = Återkommer: { $rhythm }

status-history = Tidigare störningar
status-all-history = Alla tidigare störningar
status-day-none = Inga störningar
status-took = Varaktighet:

status-follow = Följ störningsläget
status-follow-how = Sidan uppdateras av sig själv. Du kan också hämta uppgifterna till ditt eget system eller din kalender.
status-atom = Atom-flöde
status-calendar = Underhållsavbrott till kalendern
status-json = Uppgifter för program (JSON)

status-weekday-1 = måndag
status-weekday-2 = tisdag
status-weekday-3 = onsdag
status-weekday-4 = torsdag
status-weekday-5 = fredag
status-weekday-6 = lördag
status-weekday-7 = söndag

status-break-rests = Tjänsten kan inte användas under avbrottet.
status-break-slows = Tjänsten kan vara långsam eller fungera bara delvis under avbrottet.
status-break-unfelt = Avbrottet bör inte störa användningen av tjänsten.
status-whom-customers = De som använder meddelarens förbindelser
status-whom-users = Alla som använder tjänsten

status-back = Till störningsläget
status-over = Störningen är över
status-history-how = De senaste 90 dagarna. Uppgifterna bygger på publicerade meddelanden. En dag utan markering är en dag som inget meddelande har publicerats om.
status-by-service = Per tjänst
status-by-day = Per dag
status-service = Tjänst
status-last-days = 90 dagar
status-bars = Dagar
status-days-hit = Dagar med störning
status-took-all = Total längd
status-statement-accessibility = Tillgänglighetsutlåtande
status-statement-privacy = Dataskydd på störningssidan

accessibility-1-heading = Vad utlåtandet gäller
accessibility-1-text = Utlåtandet gäller den offentliga störningssidan i tjänsten Majakka. Sidan tillhandahålls av den organisation vars kontaktuppgifter finns i slutet av denna sida. Sidan omfattas av lagen om tillhandahållande av digitala tjänster (306/2019).
accessibility-2-heading = Hur tillgänglig sidan är
accessibility-2-text = Sidan uppfyller delvis kraven i lagen, det vill säga nivåerna A och AA i riktlinjerna WCAG 2.1. Bristen beskrivs nedan.
accessibility-3-heading = Vad som inte är tillgängligt
accessibility-3-text = Rubriker i andra aktörers meddelanden visas på det språk som de är skrivna på. En skärmläsare byter inte alltid språk för dem (WCAG 3.1.2, språk för delar), eftersom det inte framgår av meddelandena vilket språk de är på. Samma uppgift kan läsas på avsändarens egna sidor eller fås av oss.
accessibility-4-heading = Hur sidan har bedömts
accessibility-4-text = Bedömningen är utvecklarnas egen. Varje sida kontrolleras maskinellt före varje ny version: på tre språk, i ljust och mörkt läge, på smal och bred skärm och förstorad. Ingen utomstående expertbedömning har gjorts. Utlåtandet är upprättat den 22 november 2026.
accessibility-5-heading = Ge respons
accessibility-5-text = Upptäckte du en brist, eller behöver du uppgifterna i en annan form? Berätta det för den som tillhandahåller sidan. Kontaktuppgifterna finns i slutet av denna sida. Du får svar inom 14 dagar.
accessibility-6-heading = Tillsyn
accessibility-6-text = Om du inte är nöjd med svaret eller inte får svar inom 14 dagar kan du lämna in ett klagomål eller en begäran om utredning till Transport- och kommunikationsverket Traficom. Anvisningar och blankett finns på tillsynsmyndighetens sidor:
accessibility-6-link = https://www.tillganglighetskrav.fi/

privacy-1-heading = Vad sidan samlar in
privacy-1-text = Störningssidan samlar inte in personuppgifter. Sidan laddar inget från andra webbplatser och besökarna spåras inte. Den enda kakan kommer ihåg det språk du har valt.
privacy-2-heading = Vad som publiceras på sidan
privacy-2-text = På sidan berättas bara det som det har informerats om. Anmälarnas namn och patientuppgifter publiceras inte. Om en störning hos en enskild organisation berättas bara på organisationens egen sida.
privacy-3-heading = Om du anmäler en störning
privacy-3-text = Anmälan behandlas av din organisations användarstöd. Skriv ingen personbeteckning i anmälan. En patientreferens sparas krypterad, och varje öppning antecknas i loggen. En halvfärdig text finns kvar på fliken i din webbläsare i högst en halvtimme, eller tills du skickar blanketten eller stänger fliken.
privacy-4-heading = Dina rättigheter
privacy-4-text = Du kan begära att få se vad som har sparats om dig och be att det rättas eller raderas. Rikta begäran till den personuppgiftsansvarige. Om du inte är nöjd med svaret kan du klaga hos dataombudsmannen:
privacy-4-link = https://tietosuoja.fi/sv/hem
privacy-controller = Personuppgiftsansvarig
privacy-periods = Hur länge uppgifterna bevaras
privacy-periods-text = Tiden räknas från störningens slut. Därefter raderas uppgifterna, varje natt; störningens förlopp bevaras utan dem.
privacy-kept-patient_references = Patientreferenser, krypterade
privacy-kept-pictures = Bilder i anmälningar
privacy-kept-reporters = Anmälarens namn och kontaktuppgifter
privacy-kept-recipients = Adresser till dem som fått meddelanden
privacy-kept-people = Uppgifter om borttagna kontaktpersoner och användarkonton
privacy-kept-days = { $count ->
    [0] tills vidare
    [one] 1 dygn
   *[other] { $count } dygn
  }

status-bars-said = { $service }: { $days } dagar, varav { $hit } med störning och { $unknown } utan uppgift
status-bar-ok = Ingen känd störning
status-bar-hit = Störning
status-days-unknown = Inte känt
status-undisturbed = Tid utan störning
status-figures = Siffror för 90 dagar
status-figures-how = Tiden utan störning räknas av den tid då läget är känt. Om det inte är känt när en störning tog slut visas ingen siffra.
status-years = År för år
status-year = Störningar år { $year }
status-year-count = { $count ->
    [0] Inga störningar har publicerats för det här året.
    [one] En störning.
   *[other] { $count } störningar.
  }
status-month-1 = Januari
status-month-2 = Februari
status-month-3 = Mars
status-month-4 = April
status-month-5 = Maj
status-month-6 = Juni
status-month-7 = Juli
status-month-8 = Augusti
status-month-9 = September
status-month-10 = Oktober
status-month-11 = November
status-month-12 = December
status-review = Vad som hände och vad vi lärde oss
status-service-title = { $service }: { $state ->
    [ok] fungerar
    [down] fungerar inte
    [degraded] fungerar delvis eller långsamt
    [maintenance] underhållsavbrott
   *[unknown] inte känt
  }
status-service-more = Tjänstens läge och historik
status-functions = Funktioner
status-leans-on = Vad tjänsten behöver
status-leans-on-how = Om någon av dessa inte fungerar kan även de här funktionerna sluta fungera.
status-carries = Vilka tjänster som behöver den här
status-carries-how = Om den här inte fungerar kan funktioner i de här tjänsterna sluta fungera.
status-guidance = Gör så här om tjänsten inte fungerar
status-days-as-list = Dagar med störning eller underhållsavbrott som lista
status-day = Dag
status-state = Läge

status-publisher = Vem publicerar
status-published-by = Den här sidan publiceras av { $name }.
status-publisher-contact = Kontakt: { $contact }.
status-publisher-kela = FPA, som ansvarar för Kanta-tjänsterna, informerar också själv om störningar:
status-publisher-kela-address = https://www.kanta.fi/sv/
