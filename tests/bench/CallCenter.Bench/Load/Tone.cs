using CallCenter.Testing;

namespace CallCenter.Bench.Load;

/// <summary>A voice: one tone in A-law, and what it sounds like at the other end.</summary>
internal sealed class Tone
{
    public const int Samples = 160, Rate = 8000;
    private const int Loudness = 8000, Rounds = 5;
    private readonly byte[][] _packets = new byte[Rounds][];

    private Tone(int hertz)
    {
        Hertz = hertz;
        for (var n = 0; n < Rounds; n++)
        {
            _packets[n] = new byte[Samples];
            for (var i = 0; i < Samples; i++) _packets[n][i] = Encode((short)(Loudness * Math.Sin(2 * Math.PI * hertz * (n * Samples + i) / Rate)));
        }
    }

    /// <summary>A whole number of waves fits into five packets.</summary>
    public static Tone Caller { get; } = new(440);

    public static Tone Agent { get; } = new(880);

    public int Hertz { get; }

    public ReadOnlySpan<byte> Packet(int number) => _packets[number % Rounds];

    /// <summary>For how many seconds of it the tone is heard.</summary>
    public double SecondsIn(ReadOnlySpan<byte> alaw)
    {
        var samples = new short[alaw.Length];
        for (var i = 0; i < samples.Length; i++) samples[i] = Decode(alaw[i]);
        return ToneMeter.Seconds(samples, Rate, Hertz);
    }

    private static byte Encode(short sample)
    {
        var (sign, magnitude) = sample >= 0 ? (0x80, sample >> 3) : (0, (-sample - 1) >> 3);
        var segment = 0;
        for (var rest = magnitude >> 5; rest > 0; rest >>= 1) segment++;
        var code = segment == 0 ? magnitude >> 1 : (segment << 4) | ((magnitude >> segment) & 0x0f);
        return (byte)((sign | code) ^ 0x55);
    }

    private static short Decode(byte code)
    {
        var plain = code ^ 0x55;
        var (segment, step) = ((plain >> 4) & 7, plain & 0x0f);
        var magnitude = segment == 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
        return (short)((plain & 0x80) != 0 ? magnitude : -magnitude);
    }
}
