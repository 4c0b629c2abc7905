# Why a verdict is what it is: each sentence names its evidence.

reason-bulletin = { $source } has announced an incident: { $id } ({ $system }).
reason-bulletin-too = { $source } has announced it too: { $id } ({ $system }).
reason-overrun = The announced break { $id } ({ $source }) has run past its announced end.
reason-overrun-own = The own break { $id } has run past its planned end.
reason-own-well = The same organisation is otherwise seen well up to the service: { $organisation }.
reason-neighbour-well = A neighbour is seen well up to the service: { $organisation }.
reason-chain-well = The reporter's own chain is seen well up to the service: { $organisation }.
reason-one-reporter = There is one reporter ({ $organisation }) and no measurement.
reason-chain-unfinished = The reporter's chain is well up to the role and attribute service, but the Kanta service itself has not been measured: { $organisation }.
reason-one-reporter-measured = There is one reporter ({ $organisation }), and the measurements do not show where the cause lies.
reason-checks-done = The own checks are done and no cause was found. The last was noted by { $by }, { $at }.
reason-chain-complete = The chain breaks at this layer: { $layer }. Every layer below it was measured well: { $organisation }.
reason-chain-broken = The chain breaks at this layer: { $layer }. Not every layer below it was measured: { $organisation }.
reason-kanta-unproven = Kanta cannot be named without two independent reporters or a complete chain.
reason-relay-broker = Messages go through the broker { $broker }.
reason-line-operator = The connection point cannot be reached; the telecom operator is { $operator }.
reason-own-point = The connection point { $point } and its certificates are the client's own; the vendor is { $vendor }.
reason-no-well-neighbour = Nobody else was seen well, so what is shared does not name the cause yet.
reason-chains-disagree = The reporters' chains break at different layers.
reason-shared-operator = The reporters share a telecom operator: { $operator }.
reason-shared-vendor = The reporters share a system vendor: { $vendor }.
reason-shared-point = The reporters share a connection point: { $point }.
reason-shared-broker = The reporters share a Kanta broker: { $broker }.
reason-dependency-fits = The lost functions are exactly those that { $system } takes away; there are { $count } reporters.
reason-independent = There are { $count } reporters, at least two of them independent: no shared operator, broker, connection point or vendor.
reason-reaches-kela = There are { $count } reporters, and one chain is proven up to Kela's interface.
reason-not-independent = There are { $count } reporters, but they are not independent of each other.
reason-contradiction = Contradicting evidence: the service is seen well through a reporter's own path ({ $organisation }).
reason-source-unreadable = The channel cannot be read: { $source }. Silence does not mean that all is well.

# What would change the verdict.

change-bulletin-ends = The end of the bulletin: the proposal is then made anew without it.
change-bulletin-comes = A bulletin from Kela or another owner that names the service.
change-neighbour-probed = A measurement at an organisation that uses the same service and has not reported an incident.
change-chain-probed = A measurement of the reporter's chain, layer by layer from the connection point to Kanta.
change-independent-reporter = A report from an organisation with another operator, connection point and vendor.
change-checks-done = The own checks: if they find no cause either, consider telling Kela.

# Whom a bulletin concerns.

whom-nationwide = All organisations in the country that use the service
whom-several = The organisations that this bulletin was sent to
whom-one = { $organisation }
