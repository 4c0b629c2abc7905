# Why a verdict is what it is: each sentence names its evidence.

reason-bulletin = { $source } har meddelat om en störning: { $id } ({ $system }).
reason-bulletin-too = { $source } har också meddelat om störningen: { $id } ({ $system }).
reason-overrun = Det meddelade avbrottet { $id } ({ $source }) har dragit ut på tiden.
reason-overrun-own = Det egna avbrottet { $id } har dragit ut på tiden.
reason-own-well = Samma organisation fungerar i övrigt ända till tjänsten: { $organisation }.
reason-neighbour-well = En granne fungerar ända till tjänsten: { $organisation }.
reason-chain-well = Anmälarens egen kedja fungerar ända till tjänsten: { $organisation }.
reason-one-reporter = Det finns en anmälare ({ $organisation }) och inga mätningar.
reason-chain-unfinished = Anmälarens kedja är i ordning ända till roll- och attributtjänsten, men själva Kanta-tjänsten har inte mätts: { $organisation }.
reason-one-reporter-measured = Det finns en anmälare ({ $organisation }), och mätningarna visar inte var felet ligger.
reason-checks-done = De egna kontrollerna är gjorda, och ingen orsak hittades. Den sista antecknades av { $by }, { $at }.
reason-chain-complete = Kedjan bryts i detta lager: { $layer }. Alla lägre lager har mätts och fungerar: { $organisation }.
reason-chain-broken = Kedjan bryts i detta lager: { $layer }. Alla lägre lager har inte mätts: { $organisation }.
reason-kanta-unproven = Kanta kan inte påvisas som orsak utan två oberoende anmälare eller en hel kedja.
reason-relay-broker = Meddelandena går via förmedlaren { $broker }.
reason-line-operator = Förbindelsen till anslutningspunkten öppnas inte; teleoperatören är { $operator }.
reason-own-point = Anslutningspunkten { $point } och dess certifikat är på eget ansvar; leverantören är { $vendor }.
reason-no-well-neighbour = Ingen annan har setts fungera, så det gemensamma pekar ännu inte ut orsaken.
reason-chains-disagree = Anmälarnas kedjor bryts på olika ställen.
reason-shared-operator = Anmälarna har samma teleoperatör: { $operator }.
reason-shared-vendor = Anmälarna har samma systemleverantör: { $vendor }.
reason-shared-point = Anmälarna har samma anslutningspunkt: { $point }.
reason-shared-broker = Anmälarna har samma Kanta-förmedlare: { $broker }.
reason-dependency-fits = De förlorade funktionerna är exakt de som { $system } tar med sig; anmälarna är { $count }.
reason-independent = Anmälarna är { $count }, och minst två av dem är oberoende av varandra: ingen gemensam operatör, förmedlare, anslutningspunkt eller leverantör.
reason-reaches-kela = Anmälarna är { $count }, och en kedja är bevisat hel ända till FPA:s gränssnitt.
reason-not-independent = Anmälarna är { $count }, men de är inte oberoende av varandra.
reason-contradiction = En motsatt iakttagelse: tjänsten fungerar via anmälarens egen väg ({ $organisation }).
reason-source-unreadable = Informationskanalen kan inte läsas: { $source }. Tystnad betyder inte att allt är bra.

# What would change the verdict.

change-bulletin-ends = Att meddelandet upphör: förslaget görs då på nytt utan det.
change-bulletin-comes = Ett meddelande från FPA eller en annan ägare som nämner tjänsten.
change-neighbour-probed = En mätning hos en organisation som använder samma tjänst och inte har anmält något fel.
change-chain-probed = En mätning av anmälarens kedja lager för lager från anslutningspunkten till Kanta.
change-independent-reporter = En anmälan från en organisation med annan operatör, anslutningspunkt och leverantör.
change-checks-done = De egna kontrollerna: om orsaken inte hittas i dem heller, överväg en anmälan till FPA.

# Whom a bulletin concerns.

whom-nationwide = Alla organisationer i landet som använder tjänsten
whom-several = De organisationer som detta meddelande har skickats till
whom-one = { $organisation }
