using System.Globalization;

namespace Kubrick.Benchmarks;

/// <summary>Parses <c>--name number</c> pairs and <c>--help</c>.</summary>
internal sealed class BenchmarkArguments(string help, params (string Name, double Default, double Min, double Max)[] numbers)
{
    private readonly Dictionary<string, double> values = numbers.ToDictionary(number => number.Name, number => number.Default);

    /// <summary>The value of a number.</summary>
    public double this[string name] => values[name];

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

            var number = numbers.FirstOrDefault(number => "--" + number.Name == arguments[i]);
            var text = i + 1 < arguments.Count ? arguments[i + 1] : "";
            if (number.Name is null || !double.TryParse(text, CultureInfo.InvariantCulture, out var value) || value < number.Min || value > number.Max)
            {
                Console.Error.WriteLine($"Invalid argument '{arguments[i]} {text}'.\n{help}");
                return 64;
            }

            values[number.Name] = value;
        }

        return null;
    }
}
