//! Corrections of names that are not known.

/// Names longer than this are not typing errors of one another, and comparing them costs more than it helps.
const LONGEST_NAME: usize = 128;

/// Candidates looked at before giving up.
const MOST_CANDIDATES: usize = 2_000;

/// The candidate that `name` was probably meant to be; `None` where none is close enough.
pub fn closest_name<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = name.chars().count();
    if length > LONGEST_NAME {
        return None;
    }
    let allowed = (length / 3).clamp(1, 4);
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= allowed * 4)
        .filter(|candidate| candidate.len() <= LONGEST_NAME * 4 && *candidate != name)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edits from one name to the other; case counts for nothing, so that `bucketarn` finds `BucketArn`.
fn distance(name: &str, candidate: &str) -> usize {
    if name.eq_ignore_ascii_case(candidate) {
        return 0;
    }
    strsim::damerau_levenshtein(&name.to_ascii_lowercase(), &candidate.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::closest_name;

    #[test]
    fn finds_the_nearest_name() {
        let names = ["Bucket", "BucketPolicy", "Topic"];
        assert_eq!(closest_name("Bukcet", names), Some("Bucket"));
        assert_eq!(closest_name("bucketpolicy", names), Some("BucketPolicy"));
        assert_eq!(closest_name("Queue", names), None);
        assert_eq!(closest_name("Topic", ["Topic"]), None);
    }
}
