import DarkroomLogic

/// Accelerator classes of the operators under test.
enum TestAccelerators {
    /// A class that no node has: its pods wait for ever, and no kubelet sees them.
    static let absent = "absent"

    static let classes = AcceleratorPreset.plain.classes.merging(
        [absent: AcceleratorClass(nodeSelector: ["darkroom.dev/test": "absent"])]
    ) { _, new in new }
}
