list-in-all = { $count } in all
count-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
