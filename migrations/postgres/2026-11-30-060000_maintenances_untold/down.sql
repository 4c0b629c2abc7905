DROP INDEX maintenances_untold;
