using System.Text;
using Icu;

namespace CallCenter.Server.Residents;

/// <summary>Small letters only; what has no reading is left out.</summary>
internal sealed record Reading(string Full, string Initials);

/// <summary>How a name sounds, by ICU's Han-Latin rules with the readings of surnames (单 is shan, 仇 qiu).</summary>
internal sealed class Pinyin : IDisposable
{
    private readonly Transliterator _names = Transliterator.CreateInstance("Han-Latin/Names");
    private readonly Transliterator _ascii = Transliterator.CreateInstance("Latin-ASCII; Lower");

    // An ICU transliterator is not safe for two threads at once.
    private readonly Lock _one = new();

    public Reading Of(string name)
    {
        string latin;
        lock (_one)
        {
            latin = _ascii.Transliterate(WithV(_names.Transliterate(name)));
        }
        var syllables = latin.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Letters).Where(letters => letters.Length > 0).ToList();
        return new Reading(string.Concat(syllables), string.Concat(syllables.Select(letters => letters[0])));
    }

    public void Dispose()
    {
        _names.Dispose();
        _ascii.Dispose();
    }

    private static string Letters(string syllable) => string.Concat(syllable.Where(char.IsAsciiLetterLower));

    /// <summary>ü is typed v by every input method; later it would become u.</summary>
    private static string WithV(string latin)
    {
        var text = new StringBuilder(latin.Normalize(NormalizationForm.FormC));
        foreach (var umlaut in "üǖǘǚǜ") text.Replace(umlaut, 'v');
        return text.ToString();
    }
}
