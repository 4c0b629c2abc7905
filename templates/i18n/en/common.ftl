not-known = not known

## How often a break comes again
break-rhythm = { $unit ->
    [day] { $every ->
        [one] every day
       *[other] every { $every } days
    }
    [month] { $every ->
        [one] every month
       *[other] every { $every } months
    }
    [year] { $every ->
        [one] every year
       *[other] every { $every } years
    }
   *[week] { $every ->
        [one] every week
       *[other] every { $every } weeks
    }
}
