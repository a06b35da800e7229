using Microsoft.Extensions.Options;

namespace Kubrick.Storage;

/// <summary>Checks the settings of all providers at start: one sentence for each fault, which names the setting.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        string[] failures = [.. Provider(options.Provider), .. Lifetimes(options), .. Parts(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Provider(string provider) => provider switch
    {
        StorageLocation.Local or StorageLocation.S3 or StorageLocation.Gcp => [],
        _ => [$"Storage:Provider (environment STORAGE_PROVIDER) must be 'local', 's3' or 'gcp', not '{provider}'."],
    };

    private static IEnumerable<string> Lifetimes(StorageOptions options)
    {
        var (shortest, longest) = (TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        if (options.ReadUrlLifetime < shortest || options.ReadUrlLifetime > longest)
        {
            yield return "Storage:ReadUrlLifetime (environment Storage__ReadUrlLifetime) must be between 1 minute and 7 days.";
        }

        if (options.WriteUrlLifetime < shortest || options.WriteUrlLifetime > longest)
        {
            yield return "Storage:WriteUrlLifetime (environment Storage__WriteUrlLifetime) must be between 1 minute and 7 days.";
        }

        if (options.UploadLifetime < TimeSpan.FromDays(1) || options.UploadLifetime > TimeSpan.FromDays(30))
        {
            yield return "Storage:UploadLifetime (environment Storage__UploadLifetime) must be between 1 and 30 days.";
        }
    }

    private static IEnumerable<string> Parts(StorageOptions options)
    {
        if (options.PartSize is < PartSizes.Step or > 5L << 30 || options.PartSize % PartSizes.Step != 0)
        {
            yield return "Storage:PartSize (environment Storage__PartSize) must be a multiple of 262144 bytes, up to 5 GiB.";
        }

        // The client reads up to three parts into memory at once.
        if (options.OpenEndedPartSize is < PartSizes.Step or > 64L << 20 || options.OpenEndedPartSize % PartSizes.Step != 0)
        {
            yield return "Storage:OpenEndedPartSize (environment Storage__OpenEndedPartSize) must be a multiple of 262144 bytes, up to 64 MiB.";
        }

        // The writer buffers one part in memory until it is stored.
        if (options.WriterPartSize is < PartSizes.Step or > 64L << 20 || options.WriterPartSize % PartSizes.Step != 0)
        {
            yield return "Storage:WriterPartSize (environment Storage__WriterPartSize) must be a multiple of 262144 bytes, up to 64 MiB.";
        }
    }
}
