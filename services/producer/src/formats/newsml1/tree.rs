//! The tree of an item's components, with what is content in them.

use crate::formats::xml::Element;

/// Elements that hold components: those of an update are parts to be put in place of others.
const HOLDERS: &[&str] = &[
    "NewsComponent",
    "Update",
    "InsertBefore",
    "InsertAfter",
    "Replace",
];

/// An item's components and leaves, each in the order of the document.
#[derive(Debug, Default)]
pub(super) struct Tree<'d, 'a> {
    pub(super) components: Vec<Component<'d, 'a>>,
    pub(super) leaves: Vec<Leaf<'d, 'a>>,
}

/// A component; what is said of an item stands in it.
#[derive(Debug)]
pub(super) struct Component<'d, 'a> {
    pub(super) element: Element<'d, 'a>,
    /// Its news lines: looked for once, since every content item asks for them.
    pub(super) lines: Option<Element<'d, 'a>>,
    /// Index of the component around it.
    pub(super) parent: Option<usize>,
    /// Role of its own, or of those around it.
    pub(super) role: Option<&'d str>,
    pub(super) has_equivalents: bool,
    /// Whether content stands in it, at any depth.
    pub(super) has_content: bool,
}

/// A content item, or a reference to another item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf<'d, 'a> {
    pub(super) element: Element<'d, 'a>,
    /// Index of the component that it stands in.
    pub(super) component: Option<usize>,
}

impl<'d, 'a> Tree<'d, 'a> {
    /// The tree of an item, without those of items within it.
    pub(super) fn of(news_item: Element<'d, 'a>) -> Self {
        let mut tree = Self::default();
        tree.add_children(news_item, None);
        tree
    }

    /// Whether there is no component.
    pub(super) fn is_empty(&self) -> bool {
        self.components.is_empty()
    }

    /// A component and those around it, from the inside out.
    pub(super) fn around(&self, index: Option<usize>) -> impl Iterator<Item = usize> {
        std::iter::successors(index, |index| self.components.get(*index)?.parent)
    }

    /// The role of a leaf.
    pub(super) fn role(&self, leaf: &Leaf<'_, '_>) -> Option<&'d str> {
        self.components.get(leaf.component?)?.role
    }

    fn add_children(&mut self, element: Element<'d, 'a>, parent: Option<usize>) {
        for child in element.children() {
            match child.name() {
                name if HOLDERS.contains(&name) => self.add_component(child, parent),
                "ContentItem" => {
                    let around: Vec<usize> = self
                        .around(parent)
                        .take_while(|index| {
                            self.components
                                .get(*index)
                                .is_some_and(|component| !component.has_content)
                        })
                        .collect();
                    for index in around {
                        if let Some(component) = self.components.get_mut(index) {
                            component.has_content = true;
                        }
                    }
                    self.leaves.push(Leaf {
                        element: child,
                        component: parent,
                    });
                }
                "NewsItemRef" | "NewsItem" => self.leaves.push(Leaf {
                    element: child,
                    component: parent,
                }),
                _ => {}
            }
        }
    }

    fn add_component(&mut self, element: Element<'d, 'a>, parent: Option<usize>) {
        let own = element
            .child("Role")
            .and_then(|role| role.attribute("FormalName"));
        let inherited = parent.and_then(|parent| self.components.get(parent)?.role);
        let index = self.components.len();
        self.components.push(Component {
            element,
            lines: element.child("NewsLines"),
            parent,
            role: own.or(inherited),
            has_equivalents: element.attribute("EquivalentsList") == Some("yes"),
            has_content: false,
        });
        self.add_children(element, Some(index));
    }
}
