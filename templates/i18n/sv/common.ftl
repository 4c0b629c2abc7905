not-known = ej känt

## Hur ofta ett avbrott återkommer
break-rhythm = { $unit ->
    [day] { $every ->
        [one] varje dag
       *[other] var { $every }:e dag
    }
    [month] { $every ->
        [one] varje månad
       *[other] var { $every }:e månad
    }
    [year] { $every ->
        [one] varje år
       *[other] vart { $every }:e år
    }
   *[week] { $every ->
        [one] varje vecka
        [2] varannan vecka
       *[other] var { $every }:e vecka
    }
}
