using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Kubrick.Benchmarks.Api;

/// <summary>What <c>./kubrick bench api</c> measures.</summary>
/// <param name="Recordings">How many recordings the library holds.</param>
/// <param name="Seconds">How long each figure is measured, in seconds.</param>
/// <param name="Help">Whether only the help is wanted.</param>
internal sealed record ApiBenchmarkOptions(int Recordings, double Seconds, bool Help)
{
    public const string HelpText = """
        ./kubrick bench api [--recordings N] [--seconds S]

          --recordings N   recordings in the library (10000)
          --seconds S      length of each measurement in seconds (5)
        """;

    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out ApiBenchmarkOptions? options, [NotNullWhen(false)] out string? fault)
    {
        options = new ApiBenchmarkOptions(10_000, 5, Help: false);
        fault = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--help" or "-h":
                    options = options with { Help = true };
                    break;
                case "--recordings" when int.TryParse(value, CultureInfo.InvariantCulture, out var recordings) && recordings is > 0 and <= 1_000_000:
                    options = options with { Recordings = recordings };
                    i++;
                    break;
                case "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 600:
                    options = options with { Seconds = seconds };
                    i++;
                    break;
                default:
                    fault = $"'{arguments[i]} {value}' is no option of this benchmark.\n{HelpText}";
                    options = null;
                    return false;
            }
        }

        return true;
    }
}
