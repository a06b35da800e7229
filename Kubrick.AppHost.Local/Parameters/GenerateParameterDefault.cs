using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value, such as a password.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // Letters and digits that look alike are left out, and only special characters that need no escaping in URLs and shells are in.
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericCharacters = "0123456789";
    private const string SpecialCharacters = "-_.~";

    /// <summary>The least number of characters.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether there are lower-case letters.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether there are upper-case letters.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether there are digits.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether there are special characters.</summary>
    public bool Special { get; set; } = true;

    /// <summary>The least number of lower-case letters.</summary>
    public int MinLower { get; set; }

    /// <summary>The least number of upper-case letters.</summary>
    public int MinUpper { get; set; }

    /// <summary>The least number of digits.</summary>
    public int MinNumeric { get; set; }

    /// <summary>The least number of special characters.</summary>
    public int MinSpecial { get; set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Every kind of character is switched off.</exception>
    public override string GetDefaultValue()
    {
        var value = new List<char>(MinLength);
        var all = Take(value, Lower, LowerCharacters, MinLower) + Take(value, Upper, UpperCharacters, MinUpper)
            + Take(value, Numeric, NumericCharacters, MinNumeric) + Take(value, Special, SpecialCharacters, MinSpecial);
        if (all.Length == 0)
        {
            throw new InvalidOperationException("A generated value needs at least one kind of character.");
        }

        if (value.Count < MinLength)
        {
            value.AddRange(RandomNumberGenerator.GetItems<char>(all, MinLength - value.Count));
        }

        var characters = value.ToArray();
        RandomNumberGenerator.Shuffle(characters.AsSpan());
        return new string(characters);
    }

    private static string Take(List<char> value, bool wanted, string characters, int least)
    {
        if (!wanted)
        {
            return "";
        }

        value.AddRange(RandomNumberGenerator.GetItems<char>(characters, least));
        return characters;
    }
}
