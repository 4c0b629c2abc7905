not-known = ei tiedossa

## Miten usein katko toistuu
break-rhythm = { $unit ->
    [day] { $every ->
        [one] joka päivä
       *[other] joka { $every }. päivä
    }
    [month] { $every ->
        [one] joka kuukausi
       *[other] joka { $every }. kuukausi
    }
    [year] { $every ->
        [one] joka vuosi
       *[other] joka { $every }. vuosi
    }
   *[week] { $every ->
        [one] joka viikko
       *[other] joka { $every }. viikko
    }
}
