//! x
use crate::model::Section;
pub(super) fn arrange(sections: Vec<Section>) -> Vec<Section> {
    sections
}
