//! Directed graphs: the components of what refers to itself.

/// The strongly connected component of each node; one that leads to another has the smaller number (Kosaraju's algorithm, without
/// recursion: definitions may form long chains).
pub(crate) fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut reversed = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for to in targets {
            if let Some(sources) = reversed.get_mut(*to) {
                sources.push(from);
            }
        }
    }
    let mut seen = vec![false; edges.len()];
    let mut finished = Vec::new();
    for root in 0..edges.len() {
        visit(root, edges, &mut seen, &mut |node| finished.push(node));
    }
    let mut component = vec![0; edges.len()];
    let mut seen = vec![false; edges.len()];
    for (number, root) in finished.into_iter().rev().enumerate() {
        visit(root, &reversed, &mut seen, &mut |node| {
            if let Some(slot) = component.get_mut(node) {
                *slot = number;
            }
        });
    }
    component
}

/// Visits the reachable nodes that are not seen yet, each after its targets.
fn visit(root: usize, edges: &[Vec<usize>], seen: &mut [bool], leave: &mut dyn FnMut(usize)) {
    let mut enter = |node: usize| seen.get_mut(node).is_some_and(|seen| !std::mem::replace(seen, true));
    if !enter(root) {
        return;
    }
    let mut stack = vec![(root, 0)];
    while let Some((node, next)) = stack.last_mut() {
        match edges.get(*node).and_then(|targets| targets.get(*next)) {
            Some(target) => {
                *next += 1;
                if enter(*target) {
                    stack.push((*target, 0));
                }
            }
            None => {
                leave(*node);
                stack.pop();
            }
        }
    }
}
