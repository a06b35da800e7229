using System.Security.Cryptography;
using System.Text.Json;
using Kubrick.Manifests;
using Kubrick.Manifests.Signing;

namespace Kubrick.Verify.Tests.Manifests;

public sealed class PublicKeysTests
{
    private readonly SigningKey key = SigningKey.Create();

    [Fact]
    public void Keys_are_read_as_a_set_as_one_key_and_as_PEM()
    {
        using var raw = ECDsa.Create();
        raw.ImportPkcs8PrivateKey(key.Export(), out _);
        var one = JsonSerializer.Serialize(key.PublicKey.ToJson(), JsonSerializerOptions.Web);
        // A set may have keys of other types (RFC 7517, clause 5).
        var set = $$"""{"keys":[{"kty":"RSA","n":"AQ","e":"AQAB"},{{one}},{{one}}]}""";
        string[] forms = [one, set, raw.ExportSubjectPublicKeyInfoPem(), raw.ExportPkcs8PrivateKeyPem(), raw.ExportECPrivateKeyPem(), raw.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\\n")];
        Assert.All(forms, text => Assert.Equal([key.PublicKey], PublicKeys.Read(text)));
        Assert.Equal(key.PublicKey, SigningKey.OfPem(raw.ExportPkcs8PrivateKeyPem()).PublicKey);
    }

    [Fact]
    public void Other_keys_are_refused_without_showing_them()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var ours = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encrypted = ours.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        string[] texts = ["", "{}", "[]", "null", """{"keys":[]}""", """{"keys":null}""", """{"keys":[null]}""", """{"keys":[1]}""", """{"kty":"EC"}""", "-----BEGIN PRIVATE KEY-----", other.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), encrypted];
        Assert.All(texts, text => Assert.DoesNotContain("MI", Assert.Throws<ManifestException>(() => PublicKeys.Read(text)).ToString(), StringComparison.Ordinal));
        Assert.Throws<ManifestException>(() => SigningKey.OfPem(ours.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<ManifestException>(() => SigningKey.Import(other.ExportPkcs8PrivateKey()));
        Assert.Throws<ManifestException>(() => SigningKey.Import([1, 2, 3]));
    }

    [Fact]
    public void A_point_beside_the_curve_is_no_key()
    {
        var published = key.PublicKey.ToJson();
        Assert.Null(PublicKey.Of(published with { Y = published.X }));
        Assert.Null(PublicKey.Of(published with { Y = published.Y![..^2] }));
        Assert.Null(PublicKey.Of(published with { Crv = "P-384" }));
        // The id of a key is computed: a false one changes nothing.
        Assert.Equal(key.PublicKey, PublicKey.Of(published with { Kid = "another" }));
    }
}
