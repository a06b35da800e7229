using Kubrick.Storage.Places;
using Microsoft.Extensions.Configuration;

namespace Kubrick.Storage.Local;

/// <summary>
/// Opens the folder of the provider <c>local</c> while another provider is configured. There is one folder, and it is not created: an empty folder in the place of a
/// disk that is not mounted would look as if everything were deleted.
/// </summary>
internal sealed class LocalPlaceSource : PlaceSource
{
    private readonly IConfigurationSection section;
    private readonly LocalStorageOptions options;
    private readonly string? fault;

    /// <param name="configuration">The settings.</param>
    /// <param name="storage">The settings that every provider has.</param>
    /// <param name="time">The clock.</param>
    /// <param name="opens">Whether to open the folder; false if it is the configured place already.</param>
    public LocalPlaceSource(IConfiguration configuration, StorageOptions storage, TimeProvider time, bool opens)
    {
        section = configuration.GetSection(LocalStorageOptions.Section);
        (options, fault) = Read(section, new LocalStorageOptionsValidator());
        fault ??= Directory.Exists(new LocalFolder(options.Root).Objects)
            ? null
            : $"Storage:Local:Root (environment Storage__Local__Root) is '{options.Root}', which is no storage folder.";
        if (fault is not null || !opens)
        {
            return;
        }

        try
        {
            Access = LocalAccess.Open(options, storage, time);
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception) || exception is InvalidOperationException)
        {
            fault = $"The storage folder '{options.Root}' cannot be used: {exception.Message}";
        }
    }

    public override string Provider => StorageLocation.Local;

    public override bool IsSet => HasValues(section) || Access is not null;

    public override string Bucket => fault is null ? Path.GetFileName(new LocalFolder(options.Root).Root) : "";

    /// <summary>The folder; null if it was not opened.</summary>
    public LocalAccess? Access { get; }

    public override string? FaultOf(string bucket) => fault ?? (bucket == Bucket ? null : $"The storage folder has the name '{Bucket}'.");

    public override OpenedPlace Open(string bucket) => new(Access!.Place);
}
