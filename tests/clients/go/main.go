// Reads a Firebreak log and what was proved from it with nothing of ours: golang.org/x/mod's note opens the checkpoint,
// its tlog recomputes the root from our tiles and checks our proofs.
//
//	main -log DIR -vkey KEY [-since CHECKPOINT]... [-bundle FILE]...
//
// It prints one line. The exit code is 1 where anything disagrees.
package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

type paths []string

func (p *paths) String() string { return strings.Join(*p, " ") }

func (p *paths) Set(path string) error {
	*p = append(*p, path)
	return nil
}

func main() {
	var since, bundles paths
	dir := flag.String("log", "", "the log's `folder`")
	vkey := flag.String("vkey", "", "the log's verifier `key`")
	flag.Var(&since, "since", "an earlier `checkpoint`; may be repeated")
	flag.Var(&bundles, "bundle", "a proof `bundle`; may be repeated")
	flag.Parse()
	said, err := check(*dir, *vkey, since, bundles)
	if err != nil {
		fmt.Println("disagrees:", err)
		os.Exit(1)
	}
	fmt.Println("agrees:", said)
}

func check(dir, vkey string, since, bundles []string) (string, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint(filepath.Join(dir, "checkpoint"), verifier)
	if err != nil {
		return "", err
	}
	log := &logFolder{dir, tree}
	root, err := tlog.TreeHash(tree.N, log)
	if err != nil {
		return "", err
	}
	if root != tree.Hash {
		return "", fmt.Errorf("the tiles have the root %v, the checkpoint says %v", root, tree.Hash)
	}
	if err := checkEntries(log); err != nil {
		return "", err
	}
	if err := checkGrowth(log); err != nil {
		return "", err
	}
	for _, path := range since {
		if err := checkSince(log, path, verifier); err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
	}
	proofs := 0
	for _, path := range bundles {
		n, err := checkBundle(log, path, verifier)
		if err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
		proofs += n
	}
	return fmt.Sprintf("%s, %d entries, root %v, %d earlier checkpoints, %d proofs",
		verifier.Name(), tree.N, tree.Hash, len(since), proofs), nil
}

func openCheckpoint(path string, verifier note.Verifier) (tlog.Tree, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	return parseCheckpoint(bytes, verifier)
}

// A C2SP checkpoint is the origin, the size and the root; tlog's own ParseTree wants its own first line.
func parseCheckpoint(bytes []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(bytes, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	origin, rest, _ := strings.Cut(opened.Text, "\n")
	if origin != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("the checkpoint is %s's, not %s's", origin, verifier.Name())
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

// logFolder reads hashes and tiles from a tlog-tiles folder.
type logFolder struct {
	dir  string
	tree tlog.Tree
}

// The path in the folder is tlog's without the tile's height.
func (l *logFolder) readTile(t tlog.Tile) ([]byte, error) {
	path := filepath.Join(l.dir, strings.Replace(t.Path(), fmt.Sprintf("tile/%d/", t.H), "tile/", 1))
	bytes, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && t.W < 1<<t.H {
		// The full tile may stand where the partial one is gone.
		full := t
		full.W = 1 << t.H
		if bytes, err = l.readTile(full); err == nil {
			bytes = bytes[:t.W*tlog.HashSize]
		}
	}
	if err == nil && len(bytes) != t.W*tlog.HashSize {
		err = fmt.Errorf("%s has %d bytes, not %d", path, len(bytes), t.W*tlog.HashSize)
	}
	return bytes, err
}

// ReadHashes gives hashes as the tiles have them.
func (l *logFolder) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		t := tlog.TileForIndex(tileHeight, index)
		if rest := l.tree.N>>(tileHeight*t.L) - t.N<<tileHeight; rest < 1<<tileHeight {
			t.W = int(rest)
		} else {
			t.W = 1 << tileHeight
		}
		bytes, err := l.readTile(t)
		if err != nil {
			return nil, err
		}
		if hashes[i], err = tlog.HashFromTile(t, bytes, index); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

// Height, ReadTiles and SaveTiles let tlog prove each tile against the root by itself.
func (l *logFolder) Height() int { return tileHeight }

func (l *logFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		bytes, err := l.readTile(t)
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

func (l *logFolder) SaveTiles([]tlog.Tile, [][]byte) {}

// provedLeaves gives leaf hashes that tlog proved against the root.
func (l *logFolder) provedLeaves(from, to int64) ([]tlog.Hash, error) {
	var indexes []int64
	for i := from; i < to; i++ {
		indexes = append(indexes, tlog.StoredHashIndex(0, i))
	}
	return tlog.TileHashReader(l.tree, l).ReadHashes(indexes)
}

// checkEntries hashes every entry of every bundle.
func checkEntries(l *logFolder) error {
	for first := int64(0); first < l.tree.N; first += 1 << tileHeight {
		width := l.tree.N - first
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		leaves, err := l.provedLeaves(first, first+width)
		if err != nil {
			return err
		}
		t := tlog.Tile{H: tileHeight, L: 0, N: first >> tileHeight, W: int(width)}
		path := filepath.Join(l.dir, strings.Replace(t.Path(), fmt.Sprintf("tile/%d/0/", tileHeight), "tile/entries/", 1))
		bundle, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, leaf := range leaves {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("%s ends before entry %d", path, first+int64(i))
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			if tlog.RecordHash(bundle[2:end]) != leaf {
				return fmt.Errorf("entry %d is not the one the tree has", first+int64(i))
			}
			bundle = bundle[end:]
		}
		if len(bundle) != 0 {
			return fmt.Errorf("%s goes on behind its last entry", path)
		}
	}
	return nil
}

// checkGrowth proves from our tiles that the log at each of some sizes is the beginning of the log now.
func checkGrowth(l *logFolder) error {
	n := l.tree.N
	for _, size := range []int64{1, 2, 3, 100, 255, 256, 257, 511, 512, 65535, 65536, 65537, n / 2, n - 1, n} {
		if size < 1 || size > n {
			continue
		}
		old, err := tlog.TreeHash(size, l)
		if err != nil {
			return err
		}
		if err := checkConsistency(l, size, old); err != nil {
			return err
		}
	}
	return nil
}

func checkConsistency(l *logFolder, size int64, old tlog.Hash) error {
	proof, err := tlog.ProveTree(l.tree.N, size, l)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, l.tree.N, l.tree.Hash, size, old); err != nil {
		return fmt.Errorf("size %d to %d: %w", size, l.tree.N, err)
	}
	return nil
}

func checkSince(l *logFolder, path string, verifier note.Verifier) error {
	earlier, err := openCheckpoint(path, verifier)
	if err != nil {
		return err
	}
	if earlier.N > l.tree.N {
		return fmt.Errorf("the log was cut from %d to %d", earlier.N, l.tree.N)
	}
	return checkConsistency(l, earlier.N, earlier.Hash)
}

type bundle struct {
	Checkpoint string
	Entries    []struct {
		Index       int64
		Entry       *string
		EntryBase64 []byte
		Proof       tlog.RecordProof
	}
	Window *struct{}
}

// checkBundle checks each inclusion proof, or, in a window, each entry against the log.
func checkBundle(l *logFolder, path string, verifier note.Verifier) (int, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var b bundle
	if err := json.Unmarshal(bytes, &b); err != nil {
		return 0, err
	}
	tree, err := parseCheckpoint([]byte(b.Checkpoint), verifier)
	if err != nil {
		return 0, err
	}
	if err := checkConsistency(l, tree.N, tree.Hash); err != nil {
		return 0, err
	}
	for _, entry := range b.Entries {
		record := entry.EntryBase64
		if entry.Entry != nil {
			record = []byte(*entry.Entry)
		}
		hash := tlog.RecordHash(record)
		if b.Window == nil {
			err = tlog.CheckRecord(entry.Proof, tree.N, tree.Hash, entry.Index, hash)
		} else if leaves, readErr := l.provedLeaves(entry.Index, entry.Index+1); readErr != nil || leaves[0] != hash {
			err = fmt.Errorf("not the entry the tree has (%v)", readErr)
		}
		if err != nil {
			return 0, fmt.Errorf("entry %d: %w", entry.Index, err)
		}
	}
	return len(b.Entries), nil
}
