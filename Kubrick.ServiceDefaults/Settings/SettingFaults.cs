using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Kubrick.ServiceDefaults.Settings;

/// <summary>Turns exceptions about settings into sentences that name the setting but never show its value, which may be a secret.</summary>
internal static partial class SettingFaults
{
    /// <summary>One sentence for each setting that an exception is about; none when it is about something else.</summary>
    public static IReadOnlyList<string> Of(Exception exception) => exception switch
    {
        OptionsValidationException validation => [.. validation.Failures],
        // Several sections are invalid.
        AggregateException { InnerExceptions: var all } when all.All(inner => Of(inner).Count > 0) => [.. all.SelectMany(Of).Distinct()],
        InvalidOperationException conversion when Conversion().Match(conversion.Message) is { Success: true } match =>
            [$"{NameOf(match.Groups["path"].Value)} {ExpectationOf(match.Groups["type"].Value)}."],
        _ => [],
    };

    private static string NameOf(string path)
    {
        var flat = ContractVariables.Map.FirstOrDefault(variable => string.Equals(variable.Value, path, StringComparison.OrdinalIgnoreCase)).Key;
        var name = path.Replace(":", "__", StringComparison.Ordinal);
        return flat is null ? name : $"{flat} ({name})";
    }

    private static string ExpectationOf(string type) => type switch
    {
        "System.Boolean" => "must be true or false",
        "System.Int16" or "System.Int32" or "System.Int64" or "System.UInt16" or "System.UInt32" => "must be a whole number within its bounds",
        "System.Double" or "System.Single" or "System.Decimal" => "must be a number",
        "System.TimeSpan" => "must be a time such as 00:00:30",
        "System.Uri" => "must be an address",
        _ => "has an invalid value",
    };

    // The message of the framework's binder when it cannot convert a value.
    [GeneratedRegex("^Failed to convert configuration value .* at '(?<path>[^']+)' to type '(?<type>[^']+)'", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Conversion();
}
