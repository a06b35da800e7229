using System.Text.Json;
using Kubrick.Manifests;
using Kubrick.Manifests.Signing;

namespace Kubrick.Verify.Tests.Commands;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly SigningKey key = SigningKey.Create();
    private readonly VerifyProcess verify = new();
    private readonly byte[] original = Sample.Bytes(4500);
    private readonly byte[] copy = Sample.Bytes(4321, seed: 2);
    private readonly Manifest manifest;

    public VerifyCommandTests()
    {
        manifest = Sample.ManifestOf(original);
        manifest = manifest with { Derived = [new ManifestDerived("seekable", "video/webm", copy.Length, Sample.Sha256(copy), manifest.Original.Sha256)] };
        verify.Write("manifest.json", SignedManifest.Sign(manifest, key));
        verify.Write("keys.json", KeySet(key));
        verify.Write("talk.webm", original);
    }

    public void Dispose()
    {
        verify.Dispose();
        key.Dispose();
    }

    [Fact]
    public async Task An_intact_original_is_good_and_its_key_is_named()
    {
        var (exit, output, errors) = await verify.RunAsync("talk.webm", "manifest.json", "--key", "keys.json");
        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains($"Signature: valid, by a key of keys.json ({key.PublicKey.Thumbprint})", output, StringComparison.Ordinal);
        Assert.Contains("Result: intact. The file is the original; its SHA-256 was computed by the recorder, and compared by the server.", output, StringComparison.Ordinal);
        Assert.Contains("recording 507f1f77bcf86cd799439011 \"Talk\", recorded by Ada on 2026-03-04 12:00:00 UTC", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_trusted_key_only_consistency_is_stated()
    {
        var (exit, output, _) = await verify.RunAsync("talk.webm", "manifest.json");
        Assert.Equal(0, exit);
        Assert.Contains("Signature: consistent with the key in the manifest", output, StringComparison.Ordinal);
        Assert.Contains("is not proven", output, StringComparison.Ordinal);
        Assert.DoesNotContain("valid", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_derived_file_is_named_with_its_parent()
    {
        verify.Write("copy.webm", copy);
        var (exit, output, _) = await verify.RunAsync("copy.webm", "manifest.json", "--key", "keys.json");
        Assert.Equal(0, exit);
        Assert.Contains($"derived file (seekable), made from the original with the SHA-256 {manifest.Original.Sha256}", output, StringComparison.Ordinal);

        copy[7] ^= 1;
        verify.Write("copy.webm", copy);
        (exit, output, _) = await verify.RunAsync("copy.webm", "manifest.json", "--key", "keys.json");
        Assert.Equal(1, exit);
        Assert.Contains("the size of a derived file (seekable), but other bytes", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 5.5, "because its recorder did not return; at least 5.5 s are missing.")]
    [InlineData(true, null, "because its recorder did not return; how much is missing is unknown.")]
    [InlineData(false, 5.5, "Incomplete: the recorder's browser lost the end of the recording; at least 5.5 s are missing.")]
    public async Task Of_a_recording_that_is_not_whole_it_says_no_more_than_is_known(bool isRecovered, double? missingSeconds, string sentence)
    {
        verify.Write("manifest.json", SignedManifest.Sign(manifest with { Recovery = new ManifestRecovery(isRecovered, missingSeconds) }, key));

        var (exit, output, _) = await verify.RunAsync("talk.webm", "manifest.json", "--key", "keys.json");

        Assert.Equal(0, exit);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_flipped_byte_is_found_in_its_part()
    {
        original[2001] ^= 1;
        verify.Write("talk.webm", original);
        var (exit, output, _) = await verify.RunAsync("talk.webm", "manifest.json", "--key", "keys.json");
        Assert.Equal(1, exit);
        Assert.Contains("Result: differs.", output, StringComparison.Ordinal);
        Assert.Contains("4 of 5 parts are intact", output, StringComparison.Ordinal);
        Assert.Contains("part 3, bytes 2000 to 2999: damaged", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_and_an_extended_file_differ()
    {
        verify.Write("short.webm", original[..2500]);
        var (exit, output, _) = await verify.RunAsync("short.webm", "manifest.json", "--key", "keys.json");
        Assert.Equal(1, exit);
        Assert.Contains("part 3, bytes 2000 to 2999: damaged", output, StringComparison.Ordinal);
        Assert.Contains("parts 4 to 5, bytes 3000 to 4499: missing", output, StringComparison.Ordinal);

        verify.Write("long.webm", [.. original, 0]);
        (exit, output, _) = await verify.RunAsync("long.webm", "manifest.json", "--key", "keys.json");
        Assert.Equal(1, exit);
        Assert.Contains("1 byte too many at the end", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_file_and_an_empty_one_differ()
    {
        verify.Write("other.webm", Sample.Bytes(777, seed: 3));
        verify.Write("empty.webm", "");
        foreach (var file in new[] { "other.webm", "empty.webm" })
        {
            var (exit, output, _) = await verify.RunAsync(file, "manifest.json", "--key", "keys.json");
            Assert.Equal(1, exit);
            Assert.Contains("none of the manifest's", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_manifest_of_another_key_is_not_checkable()
    {
        using var other = SigningKey.Create();
        verify.Write("others.json", KeySet(other));
        var (exit, output, errors) = await verify.RunAsync("talk.webm", "manifest.json", "--key", "others.json");
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains($"not signed by a key of others.json; it names the key {key.PublicKey.Thumbprint}", errors, StringComparison.Ordinal);

        // After a rotation, old keys are still published.
        verify.Write("both.json", KeySet(other, key));
        Assert.Equal(0, (await verify.RunAsync("talk.webm", "manifest.json", "--key", "both.json")).ExitCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("keys.json")]
    public async Task A_changed_manifest_is_not_checkable(string? keys)
    {
        var text = await File.ReadAllTextAsync(verify.PathOf("manifest.json"), TestContext.Current.CancellationToken);
        var forged = JsonSerializer.Deserialize<Dictionary<string, string>>(text)!;
        using var other = SigningKey.Create();
        var others = JsonSerializer.Deserialize<Dictionary<string, string>>(SignedManifest.Sign(Sample.ManifestOf(Sample.Bytes(9)), other))!;
        forged["payload"] = others["payload"];
        verify.Write("manifest.json", JsonSerializer.Serialize(forged));

        var (exit, _, errors) = await verify.RunAsync(["talk.webm", "manifest.json", .. keys is null ? Array.Empty<string>() : ["--key", keys]]);
        Assert.Equal(2, exit);
        Assert.Contains("was changed after it was signed", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_checkable()
    {
        Directory.CreateDirectory(verify.PathOf("folder"));
        verify.Write("text.json", "hello");
        verify.Write("huge.json", new byte[SignedManifest.MaxBytes + 1]);
        (string File, string Manifest, string Key, string Expected)[] cases =
        [
            ("absent", "manifest.json", "keys.json", "absent does not exist"),
            ("folder", "manifest.json", "keys.json", "folder is a folder"),
            ("talk.webm", "absent", "keys.json", "absent does not exist"),
            ("talk.webm", "text.json", "keys.json", "not a signature in JSON"),
            ("talk.webm", "huge.json", "keys.json", "larger than 8 MiB"),
            ("talk.webm", "talk.webm", "keys.json", "not a signature in JSON"),
            ("talk.webm", "manifest.json", "absent", "absent does not exist"),
            ("talk.webm", "manifest.json", "text.json", "neither a key in PEM nor keys in JSON"),
        ];
        foreach (var (file, manifestFile, keys, expected) in cases)
        {
            var (exit, _, errors) = await verify.RunAsync(file, manifestFile, "--key", keys);
            Assert.Equal((2, true), (exit, errors.Contains(expected, StringComparison.Ordinal)));
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_manifest_without_a_hash_is_not_checkable_but_its_parts_are()
    {
        var unhashed = manifest.Original with { Sha256 = null, Sha256Source = null };
        verify.Write("manifest.json", SignedManifest.Sign(manifest with { Original = unhashed with { Parts = null } }, key));
        var (exit, output, _) = await verify.RunAsync("talk.webm", "manifest.json");
        Assert.Equal(2, exit);
        Assert.Contains("no SHA-256 of the original", output, StringComparison.Ordinal);

        verify.Write("manifest.json", SignedManifest.Sign(manifest with { Original = unhashed }, key));
        (exit, output, _) = await verify.RunAsync("talk.webm", "manifest.json");
        Assert.Equal(0, exit);
        Assert.Contains("intact by its parts", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_the_server_stored_otherwise_differs()
    {
        var stored = manifest.Original with { Sha256 = Sample.Sha256(copy), Sha256Source = "computed", DifferingClaim = Sample.Sha256(original), Parts = null };
        verify.Write("manifest.json", SignedManifest.Sign(manifest with { Original = stored, Derived = [] }, key));
        var (exit, output, _) = await verify.RunAsync("talk.webm", "manifest.json");
        Assert.Equal(1, exit);
        Assert.Contains("the server stored other bytes", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_of_the_manifest_cannot_control_the_terminal()
    {
        verify.Write("manifest.json", SignedManifest.Sign(Sample.ManifestOf(original, title: "a\u001b[2J\r\n\u202eb"), key));
        var (exit, output, _) = await verify.RunAsync("talk.webm", "manifest.json");
        Assert.Equal(0, exit);
        Assert.Contains("\"a\uFFFD[2J\uFFFD\uFFFD\uFFFDb\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Help_and_wrong_arguments_have_their_own_exit_codes()
    {
        var help = await verify.RunAsync("--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("Usage: ./kubrick verify FILE MANIFEST [--key KEYS]", help.Output, StringComparison.Ordinal);
        foreach (var wrong in new string[][] { ["talk.webm"], ["a", "b", "c"], ["a", "b", "--key"], ["a", "b", "--keys", "c"], ["a", "b", "--key", "c", "--key", "d"], ["", "b"] })
        {
            Assert.Equal(64, (await verify.RunAsync(wrong)).ExitCode);
        }
    }

    private static string KeySet(params SigningKey[] keys) =>
        JsonSerializer.Serialize(new JsonWebKeySet([.. keys.Select(key => key.PublicKey.ToJson())]), JsonSerializerOptions.Web);
}
