//! Keeps the connectors that a user names.

use super::connector::ConnectorFolder;
use super::error::DiscoverError;

/// Keeps the connectors in `names`, given by folder name or by path below the searched folder. Keeps all if `names` is empty.
///
/// # Errors
/// [`DiscoverError::Unknown`] and [`DiscoverError::Ambiguous`].
pub(crate) fn select(found: Vec<ConnectorFolder>, names: &[String]) -> Result<Vec<ConnectorFolder>, DiscoverError> {
    if names.is_empty() {
        return Ok(found);
    }
    let mut selected: Vec<ConnectorFolder> = Vec::new();
    for name in names {
        let wanted = name.trim_end_matches('/');
        let by_path = found.iter().filter(|connector| connector.path == wanted).collect::<Vec<_>>();
        let by_name = found.iter().filter(|connector| connector.name == wanted).collect::<Vec<_>>();
        let matches = if by_path.is_empty() { by_name } else { by_path };
        match matches.as_slice() {
            [] => {
                let known = found.iter().map(|connector| connector.path.clone()).collect();
                return Err(DiscoverError::Unknown { name: name.clone(), known });
            }
            [one] if selected.contains(one) => {}
            [one] => selected.push((*one).clone()),
            several => {
                let paths = several.iter().map(|connector| connector.path.clone()).collect();
                return Err(DiscoverError::Ambiguous { name: name.clone(), paths });
            }
        }
    }
    Ok(selected)
}
