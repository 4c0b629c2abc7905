# Anmälningsblanketten och anmälarens egen sida.
report-title = Anmäl en störning
report-lead = Berätta vad som inte fungerar. Tjänst, beskrivning och återuppringningsnummer räcker; resten hjälper oss att reda ut saken snabbare.
report-phone-title = Registrera en anmälan
report-phone-lead = Anteckna din egen iakttagelse eller det som den som ringer berättar. Du antecknas som registrerare.
report-who = Vem anmäler
report-continue = Fortsätt
report-keep = Spara bilderna och fortsätt fylla i
report-prompt-organisation = Välj organisation
report-prompt-service = Välj tjänst och funktion

## Fält
report-field-organisation = Organisation
report-field-service = Vad fungerar inte
report-field-effect = Påverkan på arbetet
report-field-description = Vad gjorde du och vad hände
report-field-error-text = Felmeddelandets text
report-field-occurred-at = När
report-field-screenshots = Skärmbilder
report-field-callback = Återuppringningsnummer
report-field-reporter = Namn
report-field-unit = Enhet
report-field-workstation = Arbetsstationens beteckning
report-field-application = Program
report-field-reporter-email = E-post
report-field-risk = Är något i fara
report-field-patient-ref = Patient som saken gäller
report-hint-description = Berätta steg för steg. Skriv inga patientuppgifter här.
report-hint-error-text = Kopiera texten som den är.
report-hint-occurred-at = Finsk tid. Ändra tiden om du märkte störningen tidigare.
report-hint-screenshots = Högst 5 bilder (PNG, JPEG eller WebP), 10 MB var. Täck personuppgifter innan du skickar.
report-hint-callback = Ett nummer där du kan nås.
report-hint-workstation = Beteckningen finns oftast på sidan av datorn.
report-hint-application = Till exempel patientdatasystemets namn och version.
report-hint-reporter-email = Hit skickas besked när ärendet framskrider.
report-hint-patient-ref = Endast om uppgiften behövs för att bedöma risken. Fältet förseglas genast: det visas inte på nytt i blanketten och syns inte i meddelanden eller listor.
report-effect-hint-none = Ärendet går att sköta, men något verkar misstänkt.
report-effect-hint-degrades = Det lyckas långsamt eller först efter nya försök.
report-effect-hint-prevents = Ärendet går inte att sköta via Kanta.
report-risk-safety = Patientsäkerheten kan äventyras
report-risk-privacy = Dataskyddet kan äventyras

## Bilder
report-pictures-kept = { $count ->
    [one] En bild är sparad.
   *[other] { $count } bilder är sparade.
  }
report-picture-clean = Bilden { $name } innehåller inga personuppgifter
report-hint-clean = Markera de bilder som inte innehåller personuppgifter. Andra bilder skickas inte vidare från den egna organisationens användarstöd.
problem-picture-count = Det kan finnas högst fem bilder. Den här sparades inte.

## Fel
report-problem-service-missing = Välj den tjänst och funktion som störningen gäller.
report-problem-description-missing = Berätta vad du gjorde och vad som hände.
report-problem-callback-missing = Skriv ett nummer där du kan nås, till exempel 0400 000 000.
report-problem-organisation-missing = Välj den organisation som anmälan gäller.
report-problem-occurred-at-time-form = Skriv datum och klockslag, till exempel 20.11.2026 kl. 12.10.
report-identity-found = Texten innehåller en personbeteckning. Flytta den till det förseglade fältet. Om du fortsätter utan att flytta den förseglas den ändå och syns inte i texten.
report-seal = Flytta personbeteckningen till det förseglade fältet och fortsätt
report-patient-kept = Patientuppgiften är sparad och förseglad. Den visas inte.
report-patient-forget = Ta bort den förseglade patientuppgiften

## Granskning
report-check-title = Granska och skicka
report-check-told = Du är på väg att anmäla
report-similar = Gäller det här?
report-similar-hint = Det här är redan känt om tjänsten. Du kan ändå skicka din anmälan: den hjälper oss att bedöma hur omfattande störningen är.
report-similar-bulletin = störningsmeddelande
report-similar-incident = störning som det har informerats om
report-similar-reported = störning som ni redan har anmält och som utreds
report-similar-maintenance = underhållsavbrott
report-similar-none = Inget av dessa, eller jag vet inte
report-similar-nothing = Inga andra störningar eller underhållsavbrott i tjänsten är kända just nu.
report-same-note = Enligt anmälaren samma sak: { $what }
report-sealed = En förseglad patientuppgift följer med. Den kan öppnas endast av användarstödet eller dataskyddsombudet, och varje öppning loggas.
report-send = Skicka anmälan
report-edit = Ändra uppgifterna

## Länken duger inte
report-gone-title = Anmälningslänken är inte i bruk
report-gone = Länken har bytts ut eller är felskriven. Be din organisations användarstöd om en ny länk eller ring dit.
report-gone-contact = Anmäl störningen per telefon: { $contact }

## Anmälarens egen sida
report-follow-title = Anmälan { $reference }
report-received-title = Anmälan har tagits emot
report-received-reference = Din referens är
report-received-contact = Om ärendet är brådskande, ring: { $contact }. Nämn referensen.
report-received-contact-line = Om ärendet är brådskande, ta kontakt: { $contact }. Nämn referensen.
report-received-follow = På den här sidan ser du hur ärendet framskrider. Spara sidans adress som bokmärke: den är bara din.
report-standing = Läget
report-standing-received = Anmälan är hos användarstödet.
report-standing-investigated = Störningen utreds.
report-standing-told = Vi har informerat om störningen, och felet åtgärdas.
report-standing-over = Störningen är över.
report-standing-break = Tjänsten har ett underhållsavbrott. Din anmälan har antecknats där.
report-standing-rejected = Användarstödet utredde anmälan och hittade ingen störning.
report-standing-closed = Anmälan är behandlad.
report-end-reason = Användarstödets motivering
report-incident = Störning
report-ended = Upphörde
report-estimate = Beräknas vara avhjälpt
report-next-update = Nästa uppdatering senast
report-contact = Användarstöd
report-said = Meddelanden
report-told = Det du anmälde
report-received-at = Mottagen

report-own = Egna anmälningar
report-own-what = Vad du har anmält med det här kontot och hur det står till med var och en.
report-own-report = Anmälan
report-own-about = Vad den gäller
report-own-sent = Skickad
report-own-older = Äldre anmälningar
report-own-none = Du har ännu inte anmält något med det här kontot.
