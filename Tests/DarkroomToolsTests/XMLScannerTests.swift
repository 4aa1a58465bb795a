import Testing

@testable import DarkroomTools

@Suite("XML of S3 servers")
struct XMLScannerTests {
    private func tokens(_ text: String) throws -> [XMLScanner.Token] {
        var scanner = XMLScanner(Array(text.utf8))
        var tokens: [XMLScanner.Token] = []
        while let token = try scanner.next() { tokens.append(token) }
        return tokens
    }

    @Test("Elements and text are reported in order, and declarations, comments and attributes are skipped")
    func order() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?><!-- > --><a x="1>2" y='"'><b>one</b><c/><![CDATA[<&]]></a >\n
            """
        #expect(
            try tokens(text) == [
                .start("a"), .start("b"), .text("one"), .end("b"), .start("c"), .end("c"), .text("<&"),
                .end("a"),
            ]
        )
    }

    @Test("Character references are replaced by characters")
    func references() throws {
        #expect(
            try XMLElement(document: Array("<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F98A;</a>".utf8)).text
                == "&<>\"'A🦊"
        )
    }

    @Test(
        "Hostile and broken documents are refused",
        arguments: [
            "", " ", "text", "<", "<a", "<a>", "<a></b>", "</a>", "<a/>x", "<a/><b/>", "<>", "</>",
            "<a>&unknown;</a>",
            "<a>&", "<a>&amp", "<a>&#x110000;</a>", "<a>&#xD800;</a>", "<a>&#+65;</a>", "<a>&#x+41;</a>",
            "<a>&#;</a>",
            "<a>&;</a>", "<a>&#99999999999999999999;</a>", "<!--", "<a><!-- </a>", "<?xml", "<![CDATA[x]]>",
            "<a><![CDATA[x</a>", "<a x=\">", "<!DOCTYPE a [<!ENTITY e \"e\">]><a>&e;</a>",
            String(repeating: "<a>", count: 100_000),
        ]
    )
    func hostile(text: String) {
        #expect(throws: XMLProblem.self) { try XMLElement(document: Array(text.utf8)) }
    }

    @Test("Bytes that are not UTF-8 are refused")
    func notUTF8() {
        #expect(throws: XMLProblem("it is not UTF-8")) {
            try XMLElement(document: Array("<a>".utf8) + [0xff, 0xfe] + Array("</a>".utf8))
        }
    }

    @Test("Random bytes never crash the scanner")
    func random() {
        let alphabet = Array("<>/!?[]-&;#xa1\"' \u{0}".utf8) + [0xff]
        var generator = SplitMix(seed: 7)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...40, using: &generator)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            _ = try? XMLElement(document: bytes)
        }
    }
}

@Suite("Object listings")
struct ObjectListingTests {
    @Test("Keys, sizes and the next page are read")
    func page() throws {
        let listing = try ObjectListing(
            Array(
                """
                <?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
                <NextContinuationToken>t==</NextContinuationToken>
                <Contents><Key>a+b%2F%0A</Key><Size>7</Size><ETag>&quot;e&quot;</ETag></Contents>
                <Contents><Key>c</Key><Size>0</Size></Contents></ListBucketResult>
                """.utf8
            )
        )
        #expect(listing.continuationToken == "t==")
        #expect(
            listing.objects == [
                .init(key: "a b/\n", size: 7, entityTag: "\"e\""), .init(key: "c", size: 0, entityTag: nil),
            ]
        )
    }

    @Test(
        "A listing without a required element is refused",
        arguments: [
            "<html></html>",
            "<ListBucketResult><Contents><Size>1</Size></Contents></ListBucketResult>",
            "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
            "<ListBucketResult><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>",
            "<ListBucketResult><Contents><Key>a</Key><Size>99999999999999999999</Size></Contents></ListBucketResult>",
            "<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>%</Key><Size>1</Size></Contents></ListBucketResult>",
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        ]
    )
    func refused(document: String) {
        #expect(throws: XMLProblem.self) { try ObjectListing(Array(document.utf8)) }
    }
}
