//! How old the catalog is.
//!
//! In: the day of its newest fact, and the day of a run. Out: a warning where it is older than somebody allows. What has
//! changed since is not known here.

use jiff::civil::Date;

use crate::source::{Diagnostic, Place, Severity};

/// A warning where the newest fact of a catalog is older than so many days on a day.
pub fn too_old(catalog_date: &str, today: Date, most: u32) -> Option<Diagnostic> {
    let newest: Date = catalog_date.parse().ok()?;
    let days = newest.until(today).ok()?.get_days();
    if i64::from(days) <= i64::from(most) {
        return None;
    }
    let message = format!(
        "the newest fact about services is of {newest}, {days} days before the day of the run: what agreements cover and \
         what services do may have changed since"
    );
    let warning = Diagnostic::new("old-catalog", Severity::Warning, Place::Run, message);
    Some(warning.help("use a newer phipath, or set `catalog_max_age_days` in `phipath.yaml`"))
}

#[cfg(test)]
mod tests {
    use super::too_old;

    #[test]
    fn the_day_after_the_last_one_is_too_late() {
        let on = |year, month, day| too_old("2026-11-28", jiff::civil::date(year, month, day), 365);
        assert_eq!(on(2026, 11, 27), None);
        assert_eq!(on(2027, 11, 28), None);
        assert!(on(2027, 11, 29).is_some());
    }
}
