/// Escapes text so that a container receives it byte for byte.
enum LiteralText {
    /// `text`, escaped so that the kubelet passes it on unchanged.
    ///
    /// In commands, arguments and values the kubelet replaces `$(NAME)`, turns `$$` into `$`, and takes the first
    /// byte after any other `$` for a whole character, which breaks text such as `$é`. Only what it would touch is
    /// escaped, so that ordinary text such as `$HOME` stays readable in manifests.
    /// Source: https://pkg.go.dev/k8s.io/kubernetes/third_party/forked/golang/expansion
    static func escaped(_ text: String) -> String {
        let dollar = UInt8(ascii: "$")
        guard text.utf8.contains(dollar) else { return text }
        var result: [UInt8] = []
        var run = 0
        func endRun(before next: UInt8?) {
            let isTouched = run > 1 || (run == 1 && next.map { $0 == UInt8(ascii: "(") || $0 > 127 } ?? false)
            result.append(contentsOf: repeatElement(dollar, count: isTouched ? 2 * run : run))
            run = 0
        }
        for byte in text.utf8 {
            if byte == dollar {
                run += 1
            } else {
                endRun(before: byte)
                result.append(byte)
            }
        }
        endRun(before: nil)
        return String(decoding: result, as: UTF8.self)
    }
}
