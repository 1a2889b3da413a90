using Firebreak.Log.Notes;
using Firebreak.Log.Scoping;

namespace Firebreak.Cli.Rendering;

/// <summary>All that a scope gave, for those who show it.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Result">What was found.</param>
/// <param name="Inputs">What was read, in words.</param>
/// <param name="Elapsed">How long it took, start-up left out.</param>
/// <param name="TrustedOrder">Whether lines were passed over by their front alone.</param>
/// <param name="Proof">Where a log was read: what is proved.</param>
internal sealed record ScopeOutcome(
    Question Question, ScanResult Result, string Inputs, TimeSpan Elapsed, bool TrustedOrder, ScopeProof? Proof);

/// <summary>What a scope over a sealed log proves.</summary>
/// <param name="Signed">Under which checkpoint.</param>
/// <param name="Signer">Whose signature was checked; null where nobody said whose counts.</param>
/// <param name="IsComplete">Whether every entry was read and hashed up to the root.</param>
/// <param name="Says">The same in words.</param>
internal sealed record ScopeProof(SignedCheckpoint Signed, VerifierKey? Signer, bool IsComplete, string Says);
