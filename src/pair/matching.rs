//! The pairing while it grows.

/// Which sections are paired so far.
#[derive(Debug)]
pub(super) struct Matching {
    /// The new section of each old one.
    pub(super) new_of: Vec<Option<usize>>,
    /// The old section of each new one.
    pub(super) old_of: Vec<Option<usize>>,
    /// (old, the new one that took it in).
    pub(super) merged: Vec<(usize, usize)>,
    /// (new, the old one it came from).
    pub(super) split: Vec<(usize, usize)>,
}

impl Matching {
    /// Returns the empty pairing of so many sections.
    pub(super) fn new(old: usize, new: usize) -> Self {
        Self { new_of: vec![None; old], old_of: vec![None; new], merged: Vec::new(), split: Vec::new() }
    }

    /// Pairs two sections unless one of them is paired; returns whether it did.
    pub(super) fn pair(&mut self, old: usize, new: usize) -> bool {
        let free = self.new_of[old].is_none() && self.old_of[new].is_none();
        if free {
            self.new_of[old] = Some(new);
            self.old_of[new] = Some(old);
        }
        free
    }

    /// Returns whether two sections are paired with each other.
    pub(super) fn joins(&self, old: usize, new: usize) -> bool {
        self.new_of[old] == Some(new)
    }

    /// Returns the old sections of which nothing is known yet, in order.
    pub(super) fn open_old(&self) -> Vec<usize> {
        open(&self.new_of, &self.merged)
    }

    /// Returns the new sections of which nothing is known yet, in order.
    pub(super) fn open_new(&self) -> Vec<usize> {
        open(&self.old_of, &self.split)
    }
}

fn open(partners: &[Option<usize>], told: &[(usize, usize)]) -> Vec<usize> {
    let mut known: Vec<bool> = partners.iter().map(Option::is_some).collect();
    told.iter().for_each(|(at, _)| known[*at] = true);
    (0..partners.len()).filter(|at| !known[*at]).collect()
}
