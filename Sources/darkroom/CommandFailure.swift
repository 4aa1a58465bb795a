/// Something a command cannot go on with, in words for the person who called it.
///
/// Unlike ArgumentParser's `ValidationError` it is no matter of usage: no usage is printed, and the process ends
/// with 1 rather than 64.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
