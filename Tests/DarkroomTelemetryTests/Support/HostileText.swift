/// Text that an attacker could put into a custom resource to break a log, a terminal or a scrape.
enum HostileText {
    static let samples = [
        "", " ", "\"", "\\", "\\\"", "a\nb", "a\r\nb", "\u{0}", "\u{1B}[2J\u{1B}[1;1H",
        "\u{85}\u{2028}\u{2029}",
        "\u{202E}drawkcab", "\u{7F}", "{\"level\":\"critical\"}", "}{", "\"\u{301}", "key=value other=\"x\"",
        "é",
        "👩‍👩‍👧", "\u{FFFF}", "\u{10FFFF}", "</script>", "\t",
    ]
}
