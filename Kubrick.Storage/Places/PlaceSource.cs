using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Places;

/// <summary>
/// Opens places of one provider, besides the configured place. Its settings are there if they would be valid for the configured provider; incomplete ones never
/// stop a service.
/// </summary>
internal abstract partial class PlaceSource
{
    public abstract string Provider { get; }

    /// <summary>Whether any setting of the provider is there.</summary>
    public abstract bool IsSet { get; }

    /// <summary>The bucket that the settings name; empty for none.</summary>
    public abstract string Bucket { get; }

    /// <summary>Why a bucket cannot be opened, in one sentence; null if it can.</summary>
    public abstract string? FaultOf(string bucket);

    /// <summary>Opens a bucket without a fault.</summary>
    public abstract OpenedPlace Open(string bucket);

    /// <summary>The settings of a provider, and what is wrong with them.</summary>
    protected static (TOptions Options, string? Fault) Read<TOptions>(IConfigurationSection section, IValidateOptions<TOptions> validator)
        where TOptions : class, new()
    {
        try
        {
            var options = section.Get<TOptions>() ?? new TOptions();
            return (options, validator.Validate(name: null, options).Failures?.FirstOrDefault());
        }
        catch (InvalidOperationException)
        {
            return (new TOptions(), $"A setting of {section.Path} does not have the right type.");
        }
    }

    protected static bool HasValues(IConfigurationSection section) => section.AsEnumerable().Any(setting => !string.IsNullOrEmpty(setting.Value));

    /// <summary>The names come from documents and become part of an address.</summary>
    protected static bool IsBucketName(string bucket) => BucketName().IsMatch(bucket) && !bucket.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{1,220}[A-Za-z0-9]\z", RegexOptions.NonBacktracking)]
    private static partial Regex BucketName();
}
