/* The inner loops of reading and scoring, for machines with a C compiler.
 *
 * Everything here has a twin in numpy (modfilter/text/signs.py, text/batch.py, text/table.py,
 * model/scorer.py, model/features.py, rules/flood.py), which is used where this module was not
 * built. Both give the same answers to the last bit: tests/test_kernel.py holds them to that.
 * Where a rule looks odd, its reason stands beside the twin.
 *
 * Tables come from Python, so that they are written down once. Buffers are checked for size, and
 * every index is bounded, before a loop runs.
 */
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Raised with every change of what a function takes or gives; modfilter/kernel.py asks for it. */
#define VERSION 3

#define HEADS 8
#define PADDING 17
#define BOUNDARY 0xFF
#define CHUNK 8
#define WINDOW 3

/* Tables are larger than the caches near the core: ask for what is needed a little later. */
#if defined(__GNUC__) || defined(__clang__)
#define FETCH(address) __builtin_prefetch(address)
#else
#define FETCH(address) ((void)0)
#endif
#define AHEAD 12

/* Classes of bytes and roles of marks: the bits of a flag, in the order of kernel.py. */
enum {
    SPACE = 1, LETTER = 2, DIGIT = 4, MARK = 8, CONTROL = 16, BEYOND = 32, PARTING = 64,
    ODD = 1 << 7, IN_WORD = 1 << 8, STOP_OR_COMMA = 1 << 9, SLASHES = 1 << 10, CLOSING = 1 << 11,
    BETWEEN_DIGITS = 1 << 12, STARTS_ENDING = 1 << 13, IN_ENDING = 1 << 14,
    SECOND_IN_ENDING = 1 << 15, ENDS_ENDING = 1 << 16, OPENING = 1 << 17, DASH = 1 << 18,
    OPENS_BBCODE = 1 << 19
};
#define CLASS 127
#define WORD (LETTER | DIGIT | BEYOND)

/* Signs, in the order of modfilter.text.signs.Sign. */
enum {
    S_DOT = 1, S_NUMBER_DOTS = 2, S_AT = 4, S_DIGITS = 8, S_BRACKET = 16, S_SLASH = 32,
    S_SCHEME = 64, S_SPACED = 128, S_STRETCHED = 256, S_UPPER = 512, S_ALONE = 1024,
    S_UNCOMMON = 2048, S_BEYOND = 4096, S_UNEVEN = 8192
};

typedef struct {
    uint32_t flags[256];
    uint8_t typography[256];
    uint8_t spelled[8192];      /* sets of pairs of bytes, a bit a pair */
    uint8_t may_open[8192];
    uint8_t opens_entity[8192];
} Tables;

static int in_pairs(const uint8_t *pairs, unsigned first, unsigned second)
{
    unsigned at = first << 8 | second;
    return pairs[at >> 3] >> (at & 7) & 1;
}

static unsigned lower_of(unsigned byte)
{
    return byte - 'A' < 26u ? byte | 32 : byte;
}

static int class_of(uint32_t flag) { return (int)(flag & CLASS); }

/* Signs by what stands around a mark at `p`. */
static uint32_t signs_of_mark(const uint8_t *data, Py_ssize_t size, Py_ssize_t p, const Tables *t)
{
#define F(i) (t->flags[data[i]])
#define K(i) class_of(F(i))
#define LOW(i) lower_of(data[i])
    uint32_t signs = 0, role = F(p);
    unsigned mark = data[p], ahead = LOW(p + 1);
    int letter_after = class_of(t->flags[ahead]) == LETTER;
    if (letter_after && data[p + 2] == mark)
        signs |= S_UNEVEN;
    if (role & IN_WORD) {
        if ((K(p - 1) & WORD) && (letter_after || ahead == '*'))
            signs |= S_UNCOMMON;
        if (mark == '@')
            signs |= S_AT;
    }
    if (role & STOP_OR_COMMA) {
        Py_ssize_t at = p + 1 + (K(p + 1) == SPACE);
        int gap1 = K(at + 1) == SPACE, gap2 = K(at + 2) == SPACE;
        if ((t->flags[LOW(at)] & STARTS_ENDING) && (gap1 || gap2)) {
            if (gap1 && (t->flags[LOW(at + 2)] & SECOND_IN_ENDING))
                signs |= S_SPACED;
            if (gap2 && (t->flags[LOW(at + 1)] & IN_ENDING)
                && (t->flags[LOW(at + 3)] & ENDS_ENDING) && !(K(at + 4) & WORD))
                signs |= S_SPACED;
        }
        if (mark == '.' && (K(p - 1) & WORD) && K(p + 1) == LETTER && K(p + 2) == LETTER)
            signs |= S_DOT;
    }
    if (role & SLASHES) {
        int after = K(p + 1), before = K(p - 1), letters;
        Py_ssize_t spaced = p - (before == SPACE);
        if ((before | after) & WORD)
            signs |= S_SLASH;
        if (data[p - 1] == ':')
            signs |= S_SCHEME | S_UNCOMMON;
        for (letters = 2; letters <= 4; letters++) {
            Py_ssize_t first = spaced - letters, one = first - 1, two = first - 2;
            int apart;
            /* Before the text's start the padding of its end is looked at, as numpy does it. */
            if (first < 0) first += size;
            if (one < 0) one += size;
            if (two < 0) two += size;
            apart = K(one) == SPACE && (K(two) == SPACE || data[two] == '.');
            apart |= data[one] == '.' && (K(two) & (SPACE | BEYOND));
            if (apart && K(first) == LETTER)
                signs |= S_SPACED;
        }
    }
    if (in_pairs(t->may_open, mark, ahead)) {
        Py_ssize_t after = p + 1 + (K(p + 1) == SPACE), end;
        unsigned first = LOW(after), second = LOW(after + 1), third = LOW(after + 2);
        int amid = first == 'a', bracket = (role & OPENING) != 0, at, found;
        found = mark == '<' && (amid || first == 'i');
        found |= mark == '[' && (t->flags[first] & OPENS_BBCODE);
        found |= mark == '&' && (in_pairs(t->opens_entity, first, second) || first == '#');
        end = after + 1 + (K(after + 1) == SPACE);
        found |= bracket && (t->flags[first] & STOP_OR_COMMA) && (F(end) & CLOSING);
        found |= bracket && first == 'p' && second == 'o' && third == 'i';
        found |= mark == ']' && (first == '(' || K(after) == BEYOND);
        if (found)
            signs |= S_BRACKET;
        if (mark == ']' && (data[p + 1] == '/' || (data[p + 1] == ':' && K(p + 2) == DIGIT)))
            signs |= S_SCHEME;
        end = after + 1 + (second == 't');
        end += K(end) == SPACE;
        at = bracket && amid && ((F(end) & CLOSING) || (second == 'r' && third == 'r'));
        at |= (role & DASH) && amid && second == 't' && third == mark;
        if (at)
            signs |= S_AT;
    }
    return signs;
}

/* Signs of all comments of `data`, which starts with a parting and is padded by PADDING - 1. */
static void mark_signs(const uint8_t *data, Py_ssize_t size, uint32_t *signs, Py_ssize_t count,
                       const Tables *t)
{
    Py_ssize_t end = size - PADDING + 1, p, comment = -1;
    Py_ssize_t digit = -1, digits = 0, stop1 = -1, stop2 = -1, stop2_comment = -1, stop1_comment = -1;
    Py_ssize_t capitals = 0, letters = 0;
    int between1 = 0, between2 = 0;
    for (p = 0; p < end; p++) {
        uint32_t flag = F(p);
        int kind = class_of(flag);
        unsigned here = LOW(p);
        uint32_t found = 0;
        if (kind == PARTING) {
            if (comment >= 0 && capitals > 0 && 2 * capitals >= letters)
                signs[comment] |= S_UPPER;
            capitals = letters = 0;
            if (++comment >= count)
                return;
        }
        if (kind & (BEYOND | CONTROL))
            found |= S_UNEVEN | S_BEYOND;
        if (kind == LETTER) {
            letters++;
            capitals += data[p] != here;
        }
        if (here == LOW(p + 1) && here == LOW(p + 2)) {
            if (kind == LETTER)
                found |= S_UNEVEN;
            if (!(kind & (SPACE | PARTING)) && here == LOW(p + 3))
                found |= S_STRETCHED;
        }
        if ((kind & (SPACE | PARTING)) && (K(p + 1) & WORD) && (K(p + 2) & (SPACE | PARTING))
            && (K(p + 3) & WORD) && (K(p + 4) & (SPACE | PARTING))) {
            found |= S_UNEVEN | S_ALONE;
            if (in_pairs(t->spelled, LOW(p + 1), LOW(p + 3)))
                found |= S_SPACED;
        }
        if (flag & ODD) {
            int before = K(p - 1), after = K(p + 1);
            int either = K(p + 2) == LETTER || (F(p + 2) & ODD);
            if (before == LETTER && (after == LETTER || (F(p + 1) & ODD)))
                found |= S_UNEVEN;
            if (!(before & WORD) && after == LETTER && either)
                found |= S_UNEVEN;
            if (kind == DIGIT) {
                Py_ssize_t step = p - digit;
                int apart = 0;
                if (digit >= 0) {
                    int beyond = (K(digit + 1) | K(digit + 2) | K(p - 1)) & (BEYOND | CONTROL);
                    apart = step > 1 && !(F(digit + 1) & BETWEEN_DIGITS);
                    apart |= step > 4 && (step > 13 || !beyond);
                }
                digits = apart ? 1 : digits + 1;
                digit = p;
                if (digits >= 7)
                    found |= S_DIGITS;
            }
        }
        if (kind == MARK) {
            found |= signs_of_mark(data, size, p, t);
            if (data[p] == '.') {
                int between = K(p - 1) == DIGIT && K(p + 1) == DIGIT;
                if (stop2 >= 0 && between && between1 && between2 && p - stop1 <= 4
                    && stop1 - stop2 <= 4)
                    signs[stop2_comment] |= S_NUMBER_DOTS;
                stop2 = stop1;
                stop2_comment = stop1_comment;
                between2 = between1;
                stop1 = p;
                stop1_comment = comment;
                between1 = between;
            }
        }
        if (found)
            signs[comment] |= found;
    }
}

/* Typographic marks (E2 80 xx) become one byte; gives back the new size. */
static Py_ssize_t plain_typography(uint8_t *to, const uint8_t *from, Py_ssize_t size,
                                   const Tables *t)
{
    Py_ssize_t at = 0, out = 0;
    while (at < size) {
        const uint8_t *next = memchr(from + at, 0xE2, (size_t)(size - at));
        Py_ssize_t until = next ? next - from : size;
        memcpy(to + out, from + at, (size_t)(until - at));
        out += until - at;
        at = until;
        if (at >= size)
            break;
        if (at + 2 < size && from[at + 1] == 0x80 && t->typography[from[at + 2]]) {
            to[out++] = t->typography[from[at + 2]];
            at += 3;
        } else {
            to[out++] = from[at++];
        }
    }
    return out;
}

static PyObject *mistaken(const char *what)
{
    PyErr_SetString(PyExc_ValueError, what);
    return NULL;
}

/* look_over(padded, tables, count) -> (data, signs) */
static PyObject *look_over(PyObject *self, PyObject *args)
{
    Py_buffer padded, tables;
    Py_ssize_t count, size;
    PyObject *data = NULL, *signs = NULL, *answer = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*y*n", &padded, &tables, &count))
        return NULL;
    const uint8_t *from = padded.buf;
    if (tables.len != (Py_ssize_t)sizeof(Tables) || count < 1 || padded.len < PADDING + 1
        || from[0] != BOUNDARY) {
        mistaken("look_over: wrong sizes");
        goto done;
    }
    data = PyBytes_FromStringAndSize(NULL, padded.len);
    signs = PyBytes_FromStringAndSize(NULL, count * 4);
    if (!data || !signs)
        goto done;
    uint8_t *to = (uint8_t *)PyBytes_AsString(data);
    uint32_t *marks = (uint32_t *)PyBytes_AsString(signs);
    size = plain_typography(to, from, padded.len, tables.buf);
    memset(marks, 0, (size_t)count * 4);
    mark_signs(to, size, marks, count, tables.buf);
    if (size != padded.len) {
        PyObject *shorter = PyBytes_FromStringAndSize((const char *)to, size);
        Py_DECREF(data);
        data = shorter;
        if (!data)
            goto done;
    }
    answer = PyTuple_Pack(2, data, signs);
done:
    Py_XDECREF(data);
    Py_XDECREF(signs);
    PyBuffer_Release(&padded);
    PyBuffer_Release(&tables);
    return answer;
}

/* cut(data, kinds) -> (lower, starts, lengths, bounds) */
static PyObject *cut(PyObject *self, PyObject *args)
{
    Py_buffer data, kinds;
    PyObject *lower = NULL, *starts = NULL, *lengths = NULL, *bounds = NULL, *answer = NULL;
    Py_ssize_t *at = NULL, pieces = 0, partings = 0, p = 0;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*y*", &data, &kinds))
        return NULL;
    const uint8_t *from = data.buf, *kind_of = kinds.buf;
    if (kinds.len != 256) {
        mistaken("cut: wrong sizes");
        goto done;
    }
    lower = PyBytes_FromStringAndSize(NULL, data.len);
    at = malloc(3 * sizeof(Py_ssize_t) * (size_t)(data.len + 1));
    if (!lower || !at) {
        if (!at)
            PyErr_NoMemory();
        goto done;
    }
    Py_ssize_t *length = at + data.len + 1, *bound = length + data.len + 1;
    uint8_t *to = (uint8_t *)PyBytes_AsString(lower);
    for (p = 0; p < data.len; p++)
        to[p] = (uint8_t)lower_of(from[p]);
    p = 0;
    while (p < data.len) {
        int kind = kind_of[to[p]];
        Py_ssize_t first = p++;
        if (kind == 0)
            continue;
        if (kind == 3) {
            bound[partings++] = pieces;
        } else {
            for (; p < data.len; p++) {
                int next = kind_of[to[p]];
                if (next == kind)
                    continue;
                /* An apostrophe between word characters is one. */
                if (!(kind == 2 && to[p] == '\'' && p + 1 < data.len && kind_of[to[p + 1]] == 2))
                    break;
            }
        }
        at[pieces] = first;
        length[pieces++] = p - first;
    }
    starts = PyBytes_FromStringAndSize((char *)at, pieces * (Py_ssize_t)sizeof *at);
    lengths = PyBytes_FromStringAndSize((char *)length, pieces * (Py_ssize_t)sizeof *at);
    bounds = PyBytes_FromStringAndSize((char *)bound, partings * (Py_ssize_t)sizeof *at);
    if (starts && lengths && bounds)
        answer = PyTuple_Pack(4, lower, starts, lengths, bounds);
done:
    free(at);
    Py_XDECREF(lower);
    Py_XDECREF(starts);
    Py_XDECREF(lengths);
    Py_XDECREF(bounds);
    PyBuffer_Release(&data);
    PyBuffer_Release(&kinds);
    return answer;
}

static uint64_t bytes_at(const uint8_t *from, Py_ssize_t length)
{
    uint64_t word = 0;
    memcpy(&word, from, (size_t)(length < 8 ? length : 8));
    return word;
}

static size_t slot_of(uint64_t low, uint64_t high, int shift)
{
    uint64_t mixed = low * 0x9E3779B97F4A7C15u ^ high * 0xC2B2AE3D27D4EB4Fu;
    return (size_t)(mixed * 0x9E3779B97F4A7C15u >> shift);
}

typedef struct {
    uint64_t low, high;
    size_t slot;
} Key;

/* look_up(data, starts, lengths, low, high, row, rows, found) -> (rows, new, long)
 *
 * Writes the row of every piece into `found`: 0 for partings, those of pieces over 16 bytes are
 * left to the caller, who gets their numbers in `long`. `new` holds a piece of each new row. */
static PyObject *look_up(PyObject *self, PyObject *args)
{
    Py_buffer data, starts, lengths, low, high, row, found;
    Py_ssize_t rows, k, fresh = 0, beyond = 0, *added = NULL;
    PyObject *new = NULL, *rest = NULL, *answer = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*y*y*w*w*w*nw*", &data, &starts, &lengths, &low, &high, &row,
                          &rows, &found))
        return NULL;
    Py_ssize_t pieces = starts.len / (Py_ssize_t)sizeof(Py_ssize_t);
    size_t slots = (size_t)row.len / 4, mask = slots - 1;
    if (lengths.len != starts.len || found.len != 4 * pieces || low.len != 8 * (Py_ssize_t)slots
        || high.len != low.len || !slots || (slots & mask)) {
        mistaken("look_up: wrong sizes");
        goto done;
    }
    added = malloc(2 * sizeof(Py_ssize_t) * (size_t)(pieces + 1));
    if (!added) {
        PyErr_NoMemory();
        goto done;
    }
    Py_ssize_t *over = added + pieces + 1;
    const uint8_t *from = data.buf;
    const Py_ssize_t *start = starts.buf, *length = lengths.buf;
    uint64_t *lows = low.buf, *highs = high.buf;
    int32_t *held = row.buf, *out = found.buf;
    int shift = 64;
    for (size_t left = slots; left > 1; left >>= 1)
        shift--;
    for (k = 0; k < pieces; k++)
        if (start[k] < 0 || length[k] < 1 || length[k] > data.len - start[k]) {
            mistaken("look_up: a piece beyond the data");
            goto done;
        }
    Key ring[AHEAD];
    for (k = 0; k < pieces + AHEAD; k++) {
        Key *key = &ring[k % AHEAD];
        Py_ssize_t now = k - AHEAD;
        if (now >= 0 && from[start[now]] == BOUNDARY && length[now] == 1) {
            out[now] = 0;
        } else if (now >= 0 && length[now] > 16) {
            over[beyond++] = now;
        } else if (now >= 0) {
            size_t slot = key->slot, tries = slots;
            while (held[slot] != -1 && (lows[slot] != key->low || highs[slot] != key->high)
                   && --tries)
                slot = (slot + 1) & mask;
            if (!tries) {
                mistaken("look_up: the table is full");
                goto done;
            }
            if (held[slot] == -1) {
                lows[slot] = key->low;
                highs[slot] = key->high;
                held[slot] = (int32_t)rows++;
                added[fresh++] = now;
            }
            out[now] = held[slot];
        }
        if (k < pieces && length[k] <= 16) {
            const uint8_t *piece = from + start[k];
            key->low = bytes_at(piece, length[k]);
            key->high = length[k] > 8 ? bytes_at(piece + 8, length[k] - 8) : 0;
            key->slot = slot_of(key->low, key->high, shift);
            FETCH(held + key->slot);
            FETCH(lows + key->slot);
            FETCH(highs + key->slot);
        }
    }
    new = PyBytes_FromStringAndSize((char *)added, fresh * (Py_ssize_t)sizeof *added);
    rest = PyBytes_FromStringAndSize((char *)over, beyond * (Py_ssize_t)sizeof *over);
    if (new && rest)
        answer = Py_BuildValue("nOO", rows, new, rest);
done:
    free(added);
    Py_XDECREF(new);
    Py_XDECREF(rest);
    PyBuffer_Release(&data);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&lengths);
    PyBuffer_Release(&low);
    PyBuffer_Release(&high);
    PyBuffer_Release(&row);
    PyBuffer_Release(&found);
    return answer;
}

static uint32_t bucket_of(uint32_t hash, int bits)
{
    hash ^= hash >> 15;
    hash *= 0x9E3779B1u;
    hash ^= hash >> 13;
    hash *= 0xC2B2AE35u;
    return hash >> (32 - bits);
}

static void raw_of(double *raw, const int64_t *sums, int64_t size, double prior,
                   const double *scale, const double *bias)
{
    double norm = sqrt((double)size + prior);
    for (int head = 0; head < HEADS; head++) {
        /* One correctly rounded step after another: built without contraction to one. */
        double part = (double)sums[head] / norm;
        part = part * scale[head];
        raw[head] = part + bias[head];
    }
}

/* pool(rows, bounds, weights, sizes, words, pairs, bits, prior, scale, bias, penalty) -> raw */
static PyObject *pool(PyObject *self, PyObject *args)
{
    Py_buffer rows, bounds, weights, sizes, words, pairs, scale, bias, penalty;
    int bits;
    double prior;
    PyObject *answer = NULL;
    int64_t *chunks = NULL;
    uint32_t *bucket = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*y*idy*y*y*", &rows, &bounds, &weights, &sizes, &words,
                          &pairs, &bits, &prior, &scale, &bias, &penalty))
        return NULL;
    Py_ssize_t pieces = rows.len / 4, known = sizes.len / 4, k;
    Py_ssize_t comments = bounds.len / (Py_ssize_t)sizeof(Py_ssize_t) - 1, c;
    const int32_t *row = rows.buf, *weight = weights.buf, *size = sizes.buf;
    const uint32_t *word = words.buf;
    const int8_t *pair = pairs.buf;
    const Py_ssize_t *bound = bounds.buf;
    const double *s = scale.buf, *b = bias.buf, *less = penalty.buf;
    if (bits < 1 || bits > 30 || pairs.len != (Py_ssize_t)HEADS << bits || comments < 1
        || weights.len != 4 * HEADS * known || words.len != 4 * known || scale.len != 8 * HEADS
        || bias.len != scale.len || penalty.len != scale.len) {
        mistaken("pool: wrong sizes");
        goto done;
    }
    for (k = 0; k < pieces; k++)
        if (row[k] < 0 || row[k] >= known) {
            mistaken("pool: a row beyond the table");
            goto done;
        }
    for (c = 0; c <= comments; c++)
        if (bound[c] < 0 || bound[c] >= pieces || (c && bound[c] <= bound[c - 1])) {
            mistaken("pool: bounds out of order");
            goto done;
        }
    chunks = malloc(sizeof(int64_t) * (HEADS + 1) * (size_t)(pieces / CHUNK + 2));
    bucket = malloc(sizeof *bucket * (size_t)pieces);
    answer = PyBytes_FromStringAndSize(NULL, comments * HEADS * 8);
    if (!chunks || !bucket || !answer) {
        if (!chunks || !bucket)
            PyErr_NoMemory();
        Py_CLEAR(answer);
        goto done;
    }
    double *raw = (double *)PyBytes_AsString(answer);
    uint32_t left = word[row[0]];
    for (k = 0; k + 1 < pieces; k++) {
        uint32_t right = word[row[k + 1]];
        bucket[k] = bucket_of(left * 0x85EBCA6Bu + right * 0xC2B2AE35u, bits);
        left = right;
        if (k + 1 + AHEAD < pieces)
            FETCH(word + row[k + 1 + AHEAD]);
    }
    bucket[pieces - 1] = 0;
    for (c = 0; c < comments; c++, raw += HEADS) {
        int64_t whole[HEADS] = {0}, total = 0;
        Py_ssize_t count = 0;
        int64_t *chunk = chunks;
        for (k = bound[c]; k < bound[c + 1]; count++) {
            Py_ssize_t end = k + CHUNK < bound[c + 1] ? k + CHUNK : bound[c + 1];
            int32_t sum[HEADS] = {0};
            int64_t features = 0;
            for (; k < end; k++) {
                const int32_t *own = weight + (Py_ssize_t)row[k] * HEADS;
                const int8_t *both = pair + (Py_ssize_t)bucket[k] * HEADS;
                if (k + AHEAD < pieces) {
                    FETCH(weight + (Py_ssize_t)row[k + AHEAD] * HEADS);
                    FETCH(pair + (Py_ssize_t)bucket[k + AHEAD] * HEADS);
                    FETCH(size + row[k + AHEAD]);
                }
                for (int head = 0; head < HEADS; head++)
                    sum[head] += own[head] + both[head];
                features += size[row[k]];
            }
            for (int head = 0; head < HEADS; head++) {
                chunk[head] = sum[head];
                whole[head] += sum[head];
            }
            chunk[HEADS] = features;
            total += features;
            chunk += HEADS + 1;
        }
        raw_of(raw, whole, total, prior, s, b);
        for (Py_ssize_t first = 0; first + WINDOW <= count && count > WINDOW; first++) {
            double part[HEADS];
            int64_t sum[HEADS + 1] = {0};
            for (int step = 0; step < WINDOW; step++)
                for (int head = 0; head <= HEADS; head++)
                    sum[head] += chunks[(first + step) * (HEADS + 1) + head];
            raw_of(part, sum, sum[HEADS], prior, s, b);
            for (int head = 0; head < HEADS; head++)
                if (part[head] - less[head] > raw[head])
                    raw[head] = part[head] - less[head];
        }
    }
done:
    free(chunks);
    free(bucket);
    PyBuffer_Release(&rows);
    PyBuffer_Release(&bounds);
    PyBuffer_Release(&weights);
    PyBuffer_Release(&sizes);
    PyBuffer_Release(&words);
    PyBuffer_Release(&pairs);
    PyBuffer_Release(&scale);
    PyBuffer_Release(&bias);
    PyBuffer_Release(&penalty);
    return answer;
}

/* cues(tags, rows, lengths, bounds, signs, of_signs, mask, word, short, few, repeated, some, share,
 *      longest, hiding) -> a uint32 a comment
 *
 * The union of the pieces' cues (`mask` of their tags) and of what the signs give; `short` for up
 * to `few` pieces or none that is a `word`; `repeated` where of at least `some` pieces fewer than
 * a `share` are different, or a piece is `longest` bytes long, or a sign of `hiding` is there. */
static PyObject *cues(PyObject *self, PyObject *args)
{
    Py_buffer tags, rows, lengths, bounds, signs, of_signs;
    unsigned int mask, word, is_short, repeated, hiding;
    Py_ssize_t few, some, longest;
    double share;
    PyObject *answer = NULL;
    int32_t *set = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*y*IIInIndnI", &tags, &rows, &lengths, &bounds, &signs,
                          &of_signs, &mask, &word, &is_short, &few, &repeated, &some, &share,
                          &longest, &hiding))
        return NULL;
    Py_ssize_t pieces = rows.len / 4, most = 0, c, k;
    Py_ssize_t comments = bounds.len / (Py_ssize_t)sizeof(Py_ssize_t) - 1;
    const int32_t *row = rows.buf;
    const uint32_t *tag = tags.buf, *sign = signs.buf, *given = of_signs.buf;
    const Py_ssize_t *length = lengths.buf, *bound = bounds.buf;
    if (comments < 1 || tags.len != rows.len || signs.len != 4 * comments
        || lengths.len != pieces * (Py_ssize_t)sizeof(Py_ssize_t)) {
        mistaken("cues: wrong sizes");
        goto done;
    }
    for (c = 0; c < comments; c++) {
        Py_ssize_t count = bound[c + 1] - bound[c];
        if (bound[c] < 0 || count < 1 || bound[c + 1] >= pieces || sign[c] >= of_signs.len / 4) {
            mistaken("cues: bounds out of order");
            goto done;
        }
        most = count > most ? count : most;
    }
    size_t slots = 16;
    while (slots < 2 * (size_t)most)
        slots *= 2;
    set = malloc(slots * sizeof *set);
    answer = PyBytes_FromStringAndSize(NULL, 4 * comments);
    if (!set || !answer) {
        if (!set)
            PyErr_NoMemory();
        Py_CLEAR(answer);
        goto done;
    }
    uint32_t *found = (uint32_t *)PyBytes_AsString(answer);
    for (c = 0; c < comments; c++) {
        Py_ssize_t count = bound[c + 1] - bound[c] - 1, seen = 0, reach = 0;
        size_t room = 16, last;
        uint32_t all = 0;
        while (room < 2 * (size_t)(count + 1))
            room *= 2;
        last = room - 1;
        memset(set, 0xFF, room * sizeof *set);
        for (k = bound[c] + 1; k < bound[c + 1]; k++) {
            size_t slot = (uint32_t)row[k] * 0x9E3779B1u >> 7 & last;
            while (set[slot] != -1 && set[slot] != row[k])
                slot = (slot + 1) & last;
            seen += set[slot] == -1;
            set[slot] = row[k];
            reach = length[k] > reach ? length[k] : reach;
            all |= tag[k];
        }
        all = (all & mask) | given[sign[c]];
        if (count <= few || !(all & word))
            all |= is_short;
        if ((count >= some && (double)seen < share * (double)count) || reach >= longest
            || (sign[c] & hiding))
            all |= repeated;
        found[c] = all;
    }
done:
    free(set);
    PyBuffer_Release(&tags);
    PyBuffer_Release(&rows);
    PyBuffer_Release(&lengths);
    PyBuffer_Release(&bounds);
    PyBuffer_Release(&signs);
    PyBuffer_Release(&of_signs);
    return answer;
}

#define ENDS 1u
#define PASSES 2u
#define MARKED 4u
#define LEADS 8u

/* attacking(tags, bounds, first, shift, gives, strays, called, firsts, counts, needs, parts, here)
 *      -> pieces
 *
 * The pieces that may attack and whose company would let them, if marks stood everywhere: as
 * `modfilter.rules.attack_wake` walks, which looks closer at what is found here. */
static PyObject *attacking(PyObject *self, PyObject *args)
{
    Py_buffer tags, bounds, gives, strays, called, firsts, counts, needs, parts;
    unsigned int first;
    int shift;
    Py_ssize_t here, c, k, *found = NULL, hits = 0;
    PyObject *answer = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*y*Iiy*y*y*y*y*y*y*n", &tags, &bounds, &first, &shift, &gives,
                          &strays, &called, &firsts, &counts, &needs, &parts, &here))
        return NULL;
    Py_ssize_t pieces = tags.len / 4, roles = gives.len / 8;
    Py_ssize_t companies = parts.len / (Py_ssize_t)sizeof(Py_ssize_t);
    Py_ssize_t comments = bounds.len / (Py_ssize_t)sizeof(Py_ssize_t) - 1;
    const uint32_t *tag = tags.buf;
    const uint64_t *give = gives.buf, *need = needs.buf;
    const int32_t *stray = strays.buf;
    const uint8_t *may_call = called.buf;
    const Py_ssize_t *bound = bounds.buf, *from = firsts.buf, *number = counts.buf;
    const Py_ssize_t *part_count = parts.buf;
    Py_ssize_t most = companies ? needs.len / 8 / companies : 0, width = 0, deepest = 0;
    for (k = 0; k < companies; k++)
        deepest = part_count[k] > deepest ? part_count[k] : deepest;
    if (shift < 1 || shift > 31 || strays.len != 4 * roles || called.len != roles
        || firsts.len != 8 * roles || counts.len != 8 * roles || here < 1 || comments < 1
        || !deepest || most % deepest) {
        mistaken("attacking: wrong sizes");
        goto done;
    }
    width = most / deepest;
    uint64_t around[128];
    if (width > 128 || here >= width) {
        mistaken("attacking: wrong sizes");
        goto done;
    }
    for (c = 0; c <= comments; c++)
        if (bound[c] < 0 || bound[c] >= pieces || (c && bound[c] <= bound[c - 1])) {
            mistaken("attacking: bounds out of order");
            goto done;
        }
    for (k = 0; k < roles; k++)
        if (from[k] < 0 || number[k] < 0 || from[k] > companies - number[k]) {
            mistaken("attacking: a company beyond the table");
            goto done;
        }
    found = malloc(sizeof *found * (size_t)(pieces + 1));
    if (!found) {
        PyErr_NoMemory();
        goto done;
    }
    for (c = 0; c < comments; c++) {
        for (k = bound[c] + 1; k < bound[c + 1]; k++) {
            if (tag[k] < first << shift)
                continue;
            Py_ssize_t role = (Py_ssize_t)(tag[k] >> shift), at, company;
            int met = 0, passed = 0;
            if (role >= roles) {
                mistaken("attacking: a role beyond the table");
                goto done;
            }
            for (at = 0; at < width; at++) {
                Py_ssize_t near = k + at - here;
                uint64_t gift = 0;
                if (near > bound[c] && near < bound[c + 1]) {
                    Py_ssize_t its = (Py_ssize_t)(tag[near] >> shift);
                    if (its >= roles) {
                        mistaken("attacking: a role beyond the table");
                        goto done;
                    }
                    gift = tag[near] ? give[its] : PASSES | LEADS;
                }
                around[at] = gift | MARKED;
            }
            met = may_call[role];
            for (at = here - 1; at >= 0 && !met && passed <= stray[role]; at--) {
                met = (around[at] & ENDS) != 0;
                passed += !(around[at] & PASSES);
            }
            for (company = from[role]; company < from[role] + number[role] && !met; company++) {
                met = 1;
                for (Py_ssize_t part = 0; part < part_count[company] && met; part++) {
                    const uint64_t *asked = need + (company * deepest + part) * width;
                    uint64_t any = 0;
                    for (at = 0; at < width; at++)
                        any |= asked[at] & around[at];
                    met = any != 0;
                }
            }
            if (met)
                found[hits++] = k;
        }
    }
    answer = PyBytes_FromStringAndSize((char *)found, hits * (Py_ssize_t)sizeof *found);
done:
    free(found);
    PyBuffer_Release(&tags);
    PyBuffer_Release(&bounds);
    PyBuffer_Release(&gives);
    PyBuffer_Release(&strays);
    PyBuffer_Release(&called);
    PyBuffer_Release(&firsts);
    PyBuffer_Release(&counts);
    PyBuffer_Release(&needs);
    PyBuffer_Release(&parts);
    return answer;
}

/* probabilities(raw, table, per_unit) -> a uint16 a comment and head */
static PyObject *probabilities(PyObject *self, PyObject *args)
{
    Py_buffer raws, table;
    double per_unit;
    PyObject *answer = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*y*d", &raws, &table, &per_unit))
        return NULL;
    Py_ssize_t count = raws.len / 8, levels = table.len / 2 / HEADS, k;
    const double *raw = raws.buf;
    const uint16_t *of = table.buf;
    if (count % HEADS || levels < 1 || table.len != 2 * HEADS * levels) {
        mistaken("probabilities: wrong sizes");
        goto done;
    }
    answer = PyBytes_FromStringAndSize(NULL, 2 * count);
    if (!answer)
        goto done;
    uint16_t *to = (uint16_t *)PyBytes_AsString(answer);
    for (k = 0; k < count; k++) {
        double level = floor(raw[k] * per_unit) + (double)(levels / 2);
        level = level > 0 ? level : 0;
        level = level < (double)(levels - 1) ? level : (double)(levels - 1);
        to[k] = of[(k % HEADS) * levels + (Py_ssize_t)level];
    }
done:
    PyBuffer_Release(&raws);
    PyBuffer_Release(&table);
    return answer;
}

/* grams(joined, lengths, words, grams, bits, orders, language, whole) -> (weights, sizes, sums)
 *
 * `joined` holds the pieces one after the other, cut to what counts; `words` their ids, salted.
 * `sums` are of the `language` weights (a weight for some neighbouring buckets, or none at all),
 * where the whole piece counts `whole` times. */
static PyObject *grams(PyObject *self, PyObject *args)
{
    Py_buffer joined, lengths, words, table, orders, language;
    int bits, whole, shift = 0;
    PyObject *weights = NULL, *sizes = NULL, *sums = NULL, *answer = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*y*y*y*iy*y*i", &joined, &lengths, &words, &table, &bits, &orders,
                          &language, &whole))
        return NULL;
    Py_ssize_t pieces = words.len / 4, k, start = 0;
    const Py_ssize_t *length = lengths.buf;
    const uint32_t *word = words.buf;
    const int8_t *gram = table.buf;
    const uint8_t *from = joined.buf, *wanted = orders.buf;
    if (bits < 1 || bits > 30 || table.len != (Py_ssize_t)HEADS << bits || orders.len != 16
        || lengths.len != pieces * (Py_ssize_t)sizeof(Py_ssize_t)) {
        mistaken("grams: wrong sizes");
        goto done;
    }
    const int8_t *speaks = language.buf;
    while (language.len && shift < bits && language.len << shift < (Py_ssize_t)1 << bits)
        shift++;
    if (language.len && language.len << shift != (Py_ssize_t)1 << bits) {
        mistaken("grams: wrong sizes");
        goto done;
    }
    weights = PyBytes_FromStringAndSize(NULL, 4 * HEADS * pieces);
    sums = PyBytes_FromStringAndSize(NULL, 4 * pieces);
    sizes = PyBytes_FromStringAndSize(NULL, 4 * pieces);
    if (!weights || !sizes || !sums)
        goto done;
    int32_t *sum = (int32_t *)PyBytes_AsString(weights);
    int32_t *size = (int32_t *)PyBytes_AsString(sizes);
    int32_t *spoken = (int32_t *)PyBytes_AsString(sums);
    memset(sum, 0, (size_t)(4 * HEADS * pieces));
    for (k = 0; k < pieces; k++, sum += HEADS) {
        if (length[k] < 0 || length[k] > joined.len - start) {
            mistaken("grams: a piece beyond the data");
            goto done;
        }
        const uint8_t *piece = from + start;
        Py_ssize_t edged = length[k] + 2, at;
        uint32_t bucket = bucket_of(word[k], bits);
        const int8_t *own = gram + (Py_ssize_t)bucket * HEADS;
        int32_t features = 1, speech = language.len ? speaks[bucket >> shift] * whole : 0;
        for (int head = 0; head < HEADS; head++)
            sum[head] += own[head];
#define EDGED(i) ((i) == 0 ? 2u : (i) == edged - 1 ? 3u : (uint32_t)piece[(i) - 1])
        for (at = 0; at < edged; at++) {
            uint32_t rolling = EDGED(at);
            for (int order = 2; order < 16 && at + order <= edged; order++) {
                rolling = rolling * 0x01000193u + EDGED(at + order - 1);
                if (!wanted[order])
                    continue;
                bucket = bucket_of(rolling ^ (uint32_t)order * 0x9E3779B9u, bits);
                own = gram + (Py_ssize_t)bucket * HEADS;
                speech += language.len ? speaks[bucket >> shift] : 0;
                for (int head = 0; head < HEADS; head++)
                    sum[head] += own[head];
                features++;
            }
        }
        size[k] = features;
        spoken[k] = speech;
        start += length[k];
    }
    answer = PyTuple_Pack(3, weights, sizes, sums);
done:
    Py_XDECREF(weights);
    Py_XDECREF(sizes);
    Py_XDECREF(sums);
    PyBuffer_Release(&joined);
    PyBuffer_Release(&lengths);
    PyBuffer_Release(&words);
    PyBuffer_Release(&table);
    PyBuffer_Release(&orders);
    PyBuffer_Release(&language);
    return answer;
}

/* runs(text, letters, length, firsts, lasts) -> (runs, count)
 *
 * Of an ASCII text's letters (those that `letters`, 256 bytes, does not make 0) in lower case: the
 * runs of `length` that begin at the first of each of `firsts` and at the last of each of `lasts`
 * that leaves room for one, and how many letters there are. */
static PyObject *runs(PyObject *self, PyObject *args)
{
    Py_buffer text, letters, firsts, lasts;
    Py_ssize_t length, count = 0, p, k;
    PyObject *found = NULL, *answer = NULL;
    uint8_t *out = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*y*ny*y*", &text, &letters, &length, &firsts, &lasts))
        return NULL;
    if (letters.len != 256 || length < 1) {
        mistaken("runs: wrong sizes");
        goto done;
    }
    out = malloc((size_t)text.len + 1);
    found = PyList_New(0);
    if (!out || !found) {
        if (!out)
            PyErr_NoMemory();
        goto done;
    }
    const uint8_t *from = text.buf, *as = letters.buf;
    for (p = 0; p < text.len; p++) {
        out[count] = as[from[p]];
        count += out[count] != 0;
    }
    Py_ssize_t room = count - length + 1;
    for (k = 0; k < firsts.len + lasts.len && room > 0; k++) {
        int first = k < firsts.len;
        int letter = first ? ((uint8_t *)firsts.buf)[k] : ((uint8_t *)lasts.buf)[k - firsts.len];
        Py_ssize_t at = -1;
        if (first) {
            const uint8_t *there = memchr(out, letter, (size_t)room);
            at = there ? there - out : -1;
        } else {
            for (at = room - 1; at >= 0 && out[at] != letter; at--)
                ;
        }
        if (at < 0)
            continue;
        PyObject *run = PyBytes_FromStringAndSize((const char *)out + at, length);
        if (!run || PyList_Append(found, run) < 0) {
            Py_XDECREF(run);
            goto done;
        }
        Py_DECREF(run);
    }
    answer = Py_BuildValue("On", found, count);
done:
    free(out);
    Py_XDECREF(found);
    PyBuffer_Release(&text);
    PyBuffer_Release(&letters);
    PyBuffer_Release(&firsts);
    PyBuffer_Release(&lasts);
    return answer;
}

static PyMethodDef METHODS[] = {
    {"look_over", look_over, METH_VARARGS, "Signs of a batch, typographic marks made plain."},
    {"cut", cut, METH_VARARGS, "The pieces of a folded batch."},
    {"look_up", look_up, METH_VARARGS, "Rows of pieces in a table, new ones added."},
    {"pool", pool, METH_VARARGS, "Raw scores of a batch's comments."},
    {"probabilities", probabilities, METH_VARARGS, "Calibrated probabilities of raw scores."},
    {"cues", cues, METH_VARARGS, "Cues of a batch's comments."},
    {"attacking", attacking, METH_VARARGS, "Pieces that may attack in the company they have."},
    {"runs", runs, METH_VARARGS, "Runs of letters by which a copy of a text is found."},
    {"grams", grams, METH_VARARGS, "Summed weights of pieces' n-grams."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "_kernel", "The inner loops of reading and scoring.", -1, METHODS,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void)
{
    PyObject *module = PyModule_Create(&MODULE);
    if (module && PyModule_AddIntConstant(module, "VERSION", VERSION) < 0)
        Py_CLEAR(module);
    return module;
}
