using System.Buffers.Binary;

namespace CallCenter.Testing;

/// <summary>Tells tones apart by Goertzel's algorithm: a test believes what it hears, not a flag.</summary>
public static class ToneMeter
{
    /// <summary>Softer than this is silence (RMS of 16-bit samples).</summary>
    private const double Silence = 100;

    /// <summary>How much of the energy lies at that frequency: 1 for the pure tone, about 0 for speech, music or another tone.</summary>
    public static double Share(ReadOnlySpan<short> samples, int rate, double hertz)
    {
        double step = 2 * Math.Cos(2 * Math.PI * hertz / rate), s1 = 0, s2 = 0, energy = 0;
        foreach (var sample in samples)
        {
            (s1, s2) = (sample + step * s1 - s2, s1);
            energy += (double)sample * sample;
        }
        return energy == 0 ? 0 : 2 * (s1 * s1 + s2 * s2 - step * s1 * s2) / (samples.Length * energy);
    }

    /// <summary>Root mean square: 0 for silence.</summary>
    public static double Loudness(ReadOnlySpan<short> samples)
    {
        double energy = 0;
        foreach (var sample in samples) energy += (double)sample * sample;
        return samples.IsEmpty ? 0 : Math.Sqrt(energy / samples.Length);
    }

    /// <summary>Whether that tone is what one hears.</summary>
    public static bool Hears(ReadOnlySpan<short> samples, int rate, double hertz) =>
        Loudness(samples) > Silence && Share(samples, rate, hertz) > 0.6;

    /// <summary>For how many seconds that tone is heard, in steps of 50 ms.</summary>
    public static double Seconds(ReadOnlySpan<short> samples, int rate, double hertz)
    {
        int window = rate / 20, heard = 0;
        for (var at = 0; at + window <= samples.Length; at += window)
            if (Hears(samples.Slice(at, window), rate, hertz)) heard++;
        return heard / 20.0;
    }

    /// <summary>16-bit mono samples and rate of a WAV file.</summary>
    public static async Task<(short[] Samples, int Rate)> ReadWavAsync(string path)
    {
        var bytes = await File.ReadAllBytesAsync(path);
        if (bytes.Length < 44) return ([], 8000);
        return (ToSamples(bytes.AsSpan(44)), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24)));
    }

    public static short[] ToSamples(ReadOnlySpan<byte> bytes)
    {
        var samples = new short[bytes.Length / 2];
        for (var i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]);
        return samples;
    }
}
