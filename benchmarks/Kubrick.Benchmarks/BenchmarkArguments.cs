using System.Globalization;

namespace Kubrick.Benchmarks;

/// <summary>Parses <c>--name value</c> pairs and <c>--help</c>.</summary>
internal sealed class BenchmarkArguments(string help, params (string Name, double Default, double Min, double Max)[] numbers)
{
    private readonly Dictionary<string, double> values = numbers.ToDictionary(number => number.Name, number => number.Default);
    private readonly Dictionary<string, string> given = new(StringComparer.Ordinal);

    /// <summary>The options that are no numbers, each with a function that says whether a text is a value of it.</summary>
    public IReadOnlyDictionary<string, Func<string, bool>> Texts { get; init; } = new Dictionary<string, Func<string, bool>>();

    /// <summary>The value of a number.</summary>
    public double this[string name] => values[name];

    /// <summary>The value of an option that is no number; null where it was not given.</summary>
    public string? Text(string name) => given.GetValueOrDefault(name);

    /// <summary>Parses the arguments. Returns an exit code after <c>--help</c> or an invalid argument; otherwise null.</summary>
    public int? Read(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (arguments[i] is "--help" or "-h")
            {
                Console.WriteLine(help);
                return 0;
            }

            var text = i + 1 < arguments.Count ? arguments[i + 1] : "";
            if (!ReadNumber(arguments[i], text) && !ReadText(arguments[i], text))
            {
                Console.Error.WriteLine($"Invalid argument '{arguments[i]} {text}'.\n{help}");
                return 64;
            }
        }

        return null;
    }

    private bool ReadNumber(string option, string text)
    {
        var number = numbers.FirstOrDefault(number => "--" + number.Name == option);
        if (number.Name is null || !double.TryParse(text, CultureInfo.InvariantCulture, out var value) || value < number.Min || value > number.Max)
        {
            return false;
        }

        values[number.Name] = value;
        return true;
    }

    private bool ReadText(string option, string text)
    {
        var name = option.StartsWith("--", StringComparison.Ordinal) ? option[2..] : "";
        if (!Texts.TryGetValue(name, out var isValid) || !isValid(text))
        {
            return false;
        }

        given[name] = text;
        return true;
    }
}
