list-in-all = барлығы { $count }
count-rows = { $count } жол
