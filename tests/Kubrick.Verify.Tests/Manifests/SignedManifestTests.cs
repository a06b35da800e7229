using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kubrick.Manifests;
using Kubrick.Manifests.Signing;

namespace Kubrick.Verify.Tests.Manifests;

public sealed class SignedManifestTests
{
    private readonly SigningKey key = SigningKey.Create();
    private readonly Manifest manifest = Sample.ManifestOf(Sample.Bytes(2500));

    [Fact]
    public void A_signature_is_valid_for_any_implementation_of_ES256()
    {
        var jws = Parse(SignedManifest.Sign(manifest, key));
        var header = JsonNode.Parse(Decode(jws, "protected"))!;
        var published = key.PublicKey.ToJson();

        // RFC 7515 and RFC 7518 by hand, with nothing of the library.
        var parameters = new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(published.X), Y = Base64Url.DecodeFromChars(published.Y) },
        };
        using var raw = ECDsa.Create(parameters);
        var text = Encoding.ASCII.GetBytes($"{jws["protected"]}.{jws["payload"]}");
        Assert.True(raw.VerifyData(text, Decode(jws, "signature"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.Equal(("ES256", published.Kid), ((string?)header["alg"], (string?)header["kid"]));

        // RFC 7638, clause 3.2: the required members in the order of their names.
        var members = $$"""{"crv":"P-256","kty":"EC","x":"{{published.X}}","y":"{{published.Y}}"}""";
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members))), published.Kid);
    }

    [Fact]
    public void A_manifest_is_read_as_it_was_signed()
    {
        var signed = SignedManifest.Read(SignedManifest.Sign(manifest, key));
        Assert.Equal((true, key.PublicKey), (signed.IsSignedBy(key.PublicKey), signed.EmbeddedKey));
        Assert.Equivalent(manifest, signed.ReadManifest(), strict: true);
    }

    [Fact]
    public void The_private_key_is_in_no_published_text()
    {
        var json = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(key.PublicKey.ToJson(), System.Text.Json.JsonSerializerOptions.Web))!.AsObject();
        Assert.Equal(["kty", "crv", "x", "y", "kid", "use", "alg"], json.Select(member => member.Key));
        var header = JsonNode.Parse(Decode(Parse(SignedManifest.Sign(manifest, key)), "protected"))!["jwk"]!.AsObject();
        Assert.Equal(["kty", "crv", "x", "y"], header.Select(member => member.Key));
    }

    [Theory]
    [InlineData("payload")]
    [InlineData("protected")]
    [InlineData("signature")]
    public void A_change_of_any_byte_breaks_the_signature(string member)
    {
        var jws = Parse(SignedManifest.Sign(manifest, key));
        var text = (string)jws[member]!;
        foreach (var at in new[] { 0, text.Length / 2, text.Length - 2 })
        {
            jws[member] = text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
            Assert.False(IsValid(jws));
        }
    }

    [Fact]
    public void A_signature_of_another_key_is_not_valid()
    {
        using var other = SigningKey.Create();
        Assert.False(SignedManifest.Read(SignedManifest.Sign(manifest, other)).IsSignedBy(key.PublicKey));
    }

    [Theory]
    [InlineData("alg", "none")]
    [InlineData("alg", "None")]
    [InlineData("alg", "HS256")]
    [InlineData("alg", "ES384")]
    [InlineData("typ", "JWT")]
    [InlineData("kid", "another")]
    [InlineData("crit", "exp")]
    public void A_header_that_is_not_ours_is_refused_whoever_signed_it(string name, string value)
    {
        var header = JsonNode.Parse(Decode(Parse(SignedManifest.Sign(manifest, key)), "protected"))!.AsObject();
        header[name] = name == "crit" ? new JsonArray(value) : value;
        Assert.Throws<ManifestException>(() => SignedManifest.Read(Resign(header.ToJsonString(), Encoding.UTF8.GetBytes("{}"))));
    }

    [Fact]
    public void Without_a_signature_nothing_is_valid()
    {
        var jws = Parse(SignedManifest.Sign(manifest, key));
        jws["signature"] = "";
        Assert.False(IsValid(jws));
        // A signature of zeros was accepted by faulty implementations.
        jws["signature"] = Base64Url.EncodeToString(new byte[64]);
        Assert.False(IsValid(jws));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"payload":1,"protected":"e30","signature":"AA"}""")]
    [InlineData("""{"payload":null,"protected":"e30","signature":"AA"}""")]
    [InlineData("""{"payload":"e30","protected":"e30","signature":"AA"}""")]
    [InlineData("""{"payload":"e30=","protected":"e30","signature":"AA"}""")]
    [InlineData("""{"payload":"e3 0","protected":"e30","signature":"AA"}""")]
    [InlineData("""{"payload":"e30","signatures":[{"protected":"e30","signature":"AA"}]}""")]
    public void A_malformed_manifest_is_refused(string json) =>
        Assert.Throws<ManifestException>(() => SignedManifest.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_second_member_of_the_same_name_is_refused()
    {
        var text = Encoding.UTF8.GetString(SignedManifest.Sign(manifest, key));
        var twice = text[..^1] + ",\"payload\":\"e30\"}";
        Assert.Throws<ManifestException>(() => SignedManifest.Read(Encoding.UTF8.GetBytes(twice)));

        // In the signed text, too: another reader could see the other value.
        var header = Encoding.UTF8.GetString(Decode(Parse(Encoding.UTF8.GetBytes(text)), "protected"));
        var payload = Encoding.UTF8.GetString(Decode(Parse(Encoding.UTF8.GetBytes(text)), "payload"));
        var doubled = SignedManifest.Read(Resign(header, Encoding.UTF8.GetBytes(payload[..^1] + ",\"format\":\"other\"}")));
        Assert.True(doubled.IsSignedBy(key.PublicKey));
        Assert.Throws<ManifestException>(doubled.ReadManifest);
    }

    [Fact]
    public void A_member_beside_the_signature_is_refused()
    {
        var jws = Parse(SignedManifest.Sign(manifest, key));
        jws["header"] = new JsonObject { ["title"] = "unsigned" };
        Assert.Throws<ManifestException>(() => SignedManifest.Read(Bytes(jws)));
    }

    [Fact]
    public void A_huge_manifest_is_refused()
    {
        Assert.Throws<ManifestException>(() => SignedManifest.Read(new byte[SignedManifest.MaxBytes + 1]));
        var parts = new ManifestParts("sha256", "computed", 1, [.. Enumerable.Repeat(new string('0', 64), 10_000)]);
        var longest = manifest with { Original = manifest.Original with { Bytes = 10_000, Parts = parts } };
        var signed = SignedManifest.Sign(longest, key);
        Assert.InRange(signed.Length, 600_000, SignedManifest.MaxBytes / 2);
        Assert.Equal(10_000, SignedManifest.Read(signed).ReadManifest().Original.Parts!.Hashes.Count);
    }

    [Fact]
    public void Unknown_fields_of_a_later_release_are_ignored_and_another_version_is_refused()
    {
        var (header, payload) = Texts();
        var later = JsonNode.Parse(payload)!.AsObject();
        later["unknown"] = new JsonObject { ["a"] = 1 };
        Assert.Equal("Talk", SignedManifest.Read(Resign(header, Bytes(later))).ReadManifest().Recording.Title);
        later["formatVersion"] = 2;
        Assert.Throws<ManifestException>(SignedManifest.Read(Resign(header, Bytes(later))).ReadManifest);
    }

    [Fact]
    public void Impossible_statements_are_refused_although_they_are_signed()
    {
        var original = manifest.Original;
        ManifestOriginal[] impossible =
        [
            original with { Bytes = -1 },
            original with { Bytes = long.MaxValue },
            original with { Sha256 = "abc" },
            original with { Sha256 = original.Sha256!.ToUpperInvariant() },
            original with { Sha256Source = "guessed" },
            original with { Sha256Source = null },
            original with { Parts = original.Parts! with { Algorithm = "crc32" } },
            original with { Parts = original.Parts! with { Source = "guessed" } },
            original with { Parts = original.Parts! with { PartBytes = 0 } },
            original with { Parts = original.Parts! with { PartBytes = long.MaxValue } },
            original with { Parts = original.Parts! with { PartBytes = 1 } },
            original with { Parts = original.Parts! with { Hashes = [] } },
            original with { Parts = original.Parts! with { Hashes = ["x", "y", "z"] } },
            original with { Parts = original.Parts! with { Hashes = [null!, null!, null!] } },
        ];
        Assert.All(impossible, each => Assert.Throws<ManifestException>(SignedManifest.Read(SignedManifest.Sign(manifest with { Original = each }, key)).ReadManifest));
        var derived = new ManifestDerived("seekable", "video/webm", 1, "abc", null);
        Assert.All([derived, null!], each => Assert.Throws<ManifestException>(SignedManifest.Read(SignedManifest.Sign(manifest with { Derived = [each] }, key)).ReadManifest));
    }

    private static JsonObject Parse(byte[] json) => JsonNode.Parse(json)!.AsObject();

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static byte[] Decode(JsonObject jws, string member) => Base64Url.DecodeFromChars((string)jws[member]!);

    private (string Header, byte[] Payload) Texts()
    {
        var jws = Parse(SignedManifest.Sign(manifest, key));
        return (Encoding.UTF8.GetString(Decode(jws, "protected")), Decode(jws, "payload"));
    }

    /// <summary>A manifest with any header and payload, validly signed.</summary>
    private byte[] Resign(string header, byte[] payload)
    {
        using var raw = ECDsa.Create();
        raw.ImportPkcs8PrivateKey(key.Export(), out _);
        var (left, right) = (Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)), Base64Url.EncodeToString(payload));
        var signature = raw.SignData(Encoding.ASCII.GetBytes($"{left}.{right}"), HashAlgorithmName.SHA256);
        return Bytes(new JsonObject { ["payload"] = right, ["protected"] = left, ["signature"] = Base64Url.EncodeToString(signature) });
    }

    private bool IsValid(JsonObject jws)
    {
        try
        {
            return SignedManifest.Read(Bytes(jws)).IsSignedBy(key.PublicKey);
        }
        catch (ManifestException)
        {
            return false;
        }
    }
}
