using System.Security.Cryptography;

namespace CallCenter.Server.Sealing;

/// <summary>The plain bytes of a sealed file, unsealed chunk by chunk as they are asked for; never on disk.</summary>
internal sealed class SealedStream : Stream
{
    private readonly FileStream _file;
    private readonly byte[] _header, _plain, _sealed;
    private readonly AesGcm _cipher;
    private readonly long _chunks, _length;
    private long _position, _current = -1;
    private int _currentLength;

    /// <exception cref="SealBrokenException">The end is missing or changed.</exception>
    internal SealedStream(FileStream file, byte[] header, AesGcm cipher, int chunkBytes)
    {
        (_file, _header, _cipher) = (file, header, cipher);
        (_plain, _sealed) = (new byte[chunkBytes], new byte[chunkBytes + SealedFile.TagBytes]);
        var body = file.Length - header.Length;
        _chunks = (body + _sealed.Length - 1) / _sealed.Length;
        _length = body - (_chunks * SealedFile.TagBytes);
        if (_chunks == 0 || _length < 0 || body - ((_chunks - 1) * _sealed.Length) < SealedFile.TagBytes) throw Broken();
        // The length follows from the file's size: true only if the last chunk is the last.
        Load(_chunks - 1);
    }

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => _length;

    public override long Position { get => _position; set => Seek(value, SeekOrigin.Begin); }

    public override int Read(Span<byte> buffer)
    {
        if (_position >= _length || buffer.IsEmpty) return 0;
        Load(_position / _plain.Length);
        var offset = (int)(_position % _plain.Length);
        var count = Math.Min(buffer.Length, _currentLength - offset);
        _plain.AsSpan(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin)
    {
        var to = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => _position + offset, SeekOrigin.End => _length + offset, _ => -1 };
        ArgumentOutOfRangeException.ThrowIfNegative(to, nameof(offset));
        return _position = to;
    }

    public override void Flush()
    {
        // Nothing is ever written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CryptographicOperations.ZeroMemory(_plain);
            _cipher.Dispose();
            _file.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Load(long number)
    {
        if (number == _current) return;
        var last = number == _chunks - 1;
        var size = last ? (int)(_length + (_chunks * SealedFile.TagBytes) - (number * _sealed.Length)) : _sealed.Length;
        _file.Position = _header.Length + (number * _sealed.Length);
        if (_file.ReadAtLeast(_sealed.AsSpan(0, size), size, throwOnEndOfStream: false) < size) throw Broken();
        _currentLength = size - SealedFile.TagBytes;
        _current = -1;
        try
        {
            _cipher.Decrypt(SealedFile.Nonce(number, last), _sealed.AsSpan(0, _currentLength), _sealed.AsSpan(_currentLength, SealedFile.TagBytes), _plain.AsSpan(0, _currentLength), _header);
        }
        catch (AuthenticationTagMismatchException fault)
        {
            throw Broken(fault);
        }
        _current = number;
    }

    private SealBrokenException Broken(Exception? cause = null) => new($"{Path.GetFileName(_file.Name)} is not what was sealed.", cause);
}
