using System.Text;

namespace Kubrick.AppHost.Local;

/// <summary>Cuts bytes into lines of text. A line longer than the limit is cut off and says so; control characters are left out.</summary>
internal sealed class BoundedLines(Action<string> line)
{
    public const int MaxBytes = 16 * 1024;

    private readonly byte[] _line = new byte[MaxBytes];
    private int _length;
    private long _dropped;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            var kept = Math.Min(part.Length, MaxBytes - _length);
            part[..kept].CopyTo(_line.AsSpan(_length));
            _length += kept;
            _dropped += part.Length - kept;
            if (end < 0)
            {
                return;
            }

            Emit();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Emits a last line that has no end.</summary>
    public void Finish()
    {
        if (_length > 0)
        {
            Emit();
        }
    }

    private void Emit()
    {
        var text = string.Concat(Encoding.UTF8.GetString(_line, 0, _length).Where(character => character == '\t' || !char.IsControl(character)));
        line(_dropped == 0 ? text : $"{text}… ({_dropped} more bytes)");
        _length = 0;
        _dropped = 0;
    }
}
