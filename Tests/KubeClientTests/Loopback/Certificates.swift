/// Certificates for connections of this machine to itself: valid from 2020 to 2120, they protect nothing.
///
/// Made with
/// ```
/// for name in ca stranger server client; do
///     openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out $name.key
///     openssl req -new -key $name.key -subj "/CN=$name" -out $name.csr
/// done
/// printf '%s\n' '[ca]' default_ca=d '[d]' database=index serial=serial new_certs_dir=. default_md=sha256 policy=p \
///     unique_subject=no rand_serial=yes '[p]' commonName=supplied '[root]' basicConstraints=critical,CA:TRUE \
///     '[server]' subjectAltName=DNS:kube.test '[client]' extendedKeyUsage=clientAuth > config
/// : > index
/// sign() { openssl ca -batch -notext -config config -startdate 20200101000000Z -enddate 21200101000000Z "$@"; }
/// for name in ca stranger; do sign -selfsign -keyfile $name.key -extensions root -in $name.csr -out $name.crt; done
/// for name in server client; do sign -keyfile ca.key -cert ca.crt -extensions $name -in $name.csr -out $name.crt; done
/// ```
enum Certificates {
    /// Signs the server's and the client's certificate.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBTzCB9qADAgECAhRwc71TGDFt+Ny95QEzLH8x2dUFzTAKBggqhkjOPQQDAjAN
        MQswCQYDVQQDDAJjYTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFow
        DTELMAkGA1UEAwwCY2EwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASP6bmTDM8I
        WCFv+VQAiJuYew/MhWF/WxatNaNTVEZl1f5EoQzLn7A5+kCZhV86OHANiyEzMO0S
        3NowGBkwcSn3ozIwMDAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBS0mKH/U0IT
        YA8iOvhmmwTyv3CG+TAKBggqhkjOPQQDAgNIADBFAiBQM1Ynboz+eJpFsHIdWOVX
        b+X/Uae/mxzZ6Gwv0WXpzAIhAIvs7cP1tr463jwFnbIoWbcdDW/1wKPwqxJs3tNV
        mZj5
        -----END CERTIFICATE-----
        """

    /// An authority that signed neither.
    static let stranger = """
        -----BEGIN CERTIFICATE-----
        MIIBWzCCAQKgAwIBAgIUPYQ+Z0rdqbtIwNzzTOA8SqXQmJEwCgYIKoZIzj0EAwIw
        EzERMA8GA1UEAwwIc3RyYW5nZXIwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEw
        MDAwMDBaMBMxETAPBgNVBAMMCHN0cmFuZ2VyMFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAEAHrYQB4WFWAi5qXl6Wm9E/TA1EQU/JgnPI8FTYNy321qFjFaPmDKF/d+
        1nYMHP1uvy4N5cAR7WPHzX5rCCJBJqMyMDAwDwYDVR0TAQH/BAUwAwEB/zAdBgNV
        HQ4EFgQUnS01LCioo0W0/VEib0XTv9gzEEAwCgYIKoZIzj0EAwIDRwAwRAIgRuUr
        lcWlmzXw27hGKo/xuk58PO5mbp1K/mHvH8MocmoCIDQbaZOS2W3vCr6HwXxCAbZR
        jNG7SXq7ysD3tzyTBadU
        -----END CERTIFICATE-----
        """

    /// For the name `kube.test`, and for no address.
    static let server = """
        -----BEGIN CERTIFICATE-----
        MIIBejCCASCgAwIBAgIUaPAysXutaiobda5NfihJ/Hz5tuswCgYIKoZIzj0EAwIw
        DTELMAkGA1UEAwwCY2EwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBa
        MBExDzANBgNVBAMMBnNlcnZlcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLbN
        MrGEyWKk0QJgi2IBChsTYYFiF3G7MJAf9x85UcWfah4+Se3DGYn3wVL3i19EYv54
        QeRyaJEnb2DHu4fYzQyjWDBWMBQGA1UdEQQNMAuCCWt1YmUudGVzdDAdBgNVHQ4E
        FgQUbuhWH9trlVyM8spfErjfxN/wto8wHwYDVR0jBBgwFoAUtJih/1NCE2APIjr4
        ZpsE8r9whvkwCgYIKoZIzj0EAwIDSAAwRQIgfJU0s1c3IB7wzY3x0d+gpWztqw+Q
        cp9VgTwelKc0jZACIQCjyTByG8nWGeUhXGP0rbtA4fN7dV+6dcAMXkjB3gXU7Q==
        -----END CERTIFICATE-----
        """

    static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQga3Vj0UPzO8FMVy6A
        96ZI7yIJ6BRVeLevUnZwneRBsXOhRANCAAS2zTKxhMlipNECYItiAQobE2GBYhdx
        uzCQH/cfOVHFn2oePkntwxmJ98FS94tfRGL+eEHkcmiRJ29gx7uH2M0M
        -----END PRIVATE KEY-----
        """

    /// Shows a client.
    static let client = """
        -----BEGIN CERTIFICATE-----
        MIIBeDCCAR+gAwIBAgIUJ/g/wb/pdwXMPdMWA1/7j2NUygAwCgYIKoZIzj0EAwIw
        DTELMAkGA1UEAwwCY2EwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBa
        MBExDzANBgNVBAMMBmNsaWVudDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNoO
        PnDDa3GsQK5eyRaJ0NxhWduAEBVfT43ejIFHwYU9k2P9vyKBfql3igvS69+ekmYJ
        rSdePVJY+16mOhjLQaijVzBVMBMGA1UdJQQMMAoGCCsGAQUFBwMCMB0GA1UdDgQW
        BBTTkWQb2kdq6V2J19QzE/mTj6kbMjAfBgNVHSMEGDAWgBS0mKH/U0ITYA8iOvhm
        mwTyv3CG+TAKBggqhkjOPQQDAgNHADBEAiAAv5KI9hQpfj73THRAYUJw//XUzi9u
        PnhGPp3XY7VRdgIgXaxhbSvthO0mQyQvegkYH6zN/+XTDTR5zdwnvZ0hsxM=
        -----END CERTIFICATE-----
        """

    static let clientKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQghykt3nSV/WktI0ji
        VUeQf2v55nK/6EI4eJJSBU5HXMOhRANCAATaDj5ww2txrECuXskWidDcYVnbgBAV
        X0+N3oyBR8GFPZNj/b8igX6pd4oL0uvfnpJmCa0nXj1SWPtepjoYy0Go
        -----END PRIVATE KEY-----
        """
}
