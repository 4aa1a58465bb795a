/// An error that ends a command, with a message for the user who called it.
///
/// Unlike ArgumentParser's `ValidationError`, it is not a usage error: the command prints no usage, and exits
/// with 1 instead of 64.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
