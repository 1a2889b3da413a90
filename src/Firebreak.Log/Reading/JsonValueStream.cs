using System.Buffers;

namespace Firebreak.Log.Reading;

/// <summary>
/// JSON that is not one object a line, given as lines: the elements of arrays, as an API returns its pages, and objects
/// printed over many lines, each put on a line of its own. Nothing is judged here but where a value ends; what is out
/// of place becomes a line that no reader takes for an event.
/// </summary>
/// <param name="inner">The JSON text; closed with this.</param>
internal sealed class JsonValueStream(Stream inner) : Stream
{
    private static readonly SearchValues<byte> StringStops = SearchValues.Create("\"\\\n"u8);
    private static readonly SearchValues<byte> ValueStops = SearchValues.Create("\"{}[]\r\n"u8);

    private readonly byte[] _input = new byte[64 << 10];
    private readonly GrowingBuffer _output = new(128 << 10);
    private int _given;
    private int _depth; // of the value at hand; 0 between values
    private bool _inArray;
    private bool _inString;
    private bool _isEscaped;
    private bool _inScalar;
    private bool _atEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_given == _output.Length)
        {
            if (_atEnd) return 0;
            _given = 0;
            _output.Clear();
            var read = inner.Read(_input);
            for (ReadOnlySpan<byte> rest = _input.AsSpan(0, read); !rest.IsEmpty; rest = rest[Take(rest)..])
            {
            }

            if (read == 0) End();
        }

        var count = Math.Min(buffer.Length, _output.Length - _given);
        _output.Written.Slice(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    // Takes what can be taken in one go, at least one byte, and says how much that was.
    private int Take(ReadOnlySpan<byte> rest)
    {
        if (!_inString && _depth == 0)
        {
            TakeBetween(rest[0]);
            return 1;
        }

        var stop = _isEscaped ? 0 : rest.IndexOfAny(_inString ? StringStops : ValueStops);
        if (stop != 0)
        {
            var run = stop < 0 ? rest : rest[..stop];
            _output.Append(run);
            return run.Length;
        }

        if (_inString) TakeInString(rest[0]);
        else TakeInValue(rest[0]);
        return 1;
    }

    private void TakeInString(byte value)
    {
        // A line break inside a string is wrong JSON; a NUL keeps it wrong on one line.
        _output.Append(value is (byte)'\n' ? (byte)0 : value);
        if (_isEscaped) _isEscaped = false;
        else if (value == '\\') _isEscaped = true;
        else if (value == '"')
        {
            _inString = false;
            if (_depth == 0) EndLine();
        }
    }

    private void TakeInValue(byte value)
    {
        _output.Append(value is (byte)'\n' or (byte)'\r' ? (byte)' ' : value);
        if (value == '"') _inString = true;
        else if (value is (byte)'{' or (byte)'[') _depth++;
        else if (value is (byte)'}' or (byte)']' && --_depth == 0) EndLine();
    }

    private void TakeBetween(byte value)
    {
        var ends = value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'"';
        if (_inScalar && ends)
        {
            _inScalar = false;
            EndLine();
        }

        switch (value)
        {
            case (byte)'{' or (byte)'[' when value == '{' || _inArray:
                _depth = 1;
                _output.Append(value);
                break;
            case (byte)'[':
                _inArray = true;
                break;
            case (byte)']' when _inArray:
                _inArray = false;
                break;
            case (byte)'"':
                _inString = true;
                _output.Append(value);
                break;
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',':
                break;
            default:
                _inScalar = true;
                _output.Append(value);
                break;
        }
    }

    private void End()
    {
        _atEnd = true;
        if (_depth > 0 || _inString || _inArray) throw new InvalidDataException("the JSON is not closed; the file is cut off");
        if (_inScalar) EndLine();
    }

    private void EndLine() => _output.Append((byte)'\n');
}
