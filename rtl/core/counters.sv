//===- counters.sv - what a core has done, for READ --------------------------===//
//
// Without COUNTERS the spikes received alone, which tell a watchdog that something happens; the others read as 0.
//
// Only the low bits of a counter are registers of its own. The others are a word of a memory, with the highest of the low
// bits as it was when the word was written: each in turn, a word is written anew, one more where that bit has gone from 1
// to 0 since. The low bits are so many that they come less than half around meanwhile, so a word and the low bits say
// what was counted also where the last write is not done yet. After a reset the first round writes zeros.
//
//===----------------------------------------------------------------------===//

module counters (
    input  logic                            clk,
    input  logic                            rst,
    // Cycles since reset, counted once for all cores.
    input  logic [                    31:0] cycles,
    input  logic                            accumulating,
    input  logic                            firing,
    input  logic                            sending,
    input  logic                            stalled,
    // Counts of the spikes received and sent in this cycle.
    input  logic [chip_pkg::COUNT_BITS-1:0] spikes_in,
    input  logic [chip_pkg::COUNT_BITS-1:0] spikes_out,
    // Packets through the outputs of this core's router: north, east, south, west, local.
    input  logic [                     4:0] flits,
    // In every second cycle at most; the value stands from the next cycle on.
    input  logic                            read,
    input  logic [                     4:0] select,
    output logic [                    31:0] value
);

  if (chip_pkg::COUNTERS != 0) begin : g_counters
    localparam int Slots = chip_pkg::COUNTER_FLITS_LOCAL + 1;
    localparam int Index = $clog2(Slots);
    // Cycles from one write of a word to the next at most, for a READ takes the place of one.
    localparam int Round = 2 * Slots + 1;
    // Low bits of what counts one in a cycle; the words hold all bits above them.
    localparam int Least = $clog2(Round) + 1;
    localparam int High = 32 - Least;
    localparam int Most = chip_pkg::LANES > chip_pkg::COUNT_MAX ? chip_pkg::LANES : chip_pkg::COUNT_MAX;
    localparam int Low = $clog2(Most * Round) + 1;

    logic [Slots-1:0] counts, tops;
    logic [Slots*Low-1:0] lows;
    // Where the bit above the low ones lies in the word, one-hot.
    logic [Slots*(Low-Least+1)-1:0] places;

    assign counts[chip_pkg::COUNTER_CYCLES_ACCUMULATING] = accumulating;
    assign counts[chip_pkg::COUNTER_CYCLES_FIRING] = firing;
    assign counts[chip_pkg::COUNTER_CYCLES_SENDING] = sending;
    assign counts[chip_pkg::COUNTER_CYCLES_STALLED] = stalled;
    assign counts[chip_pkg::COUNTER_CYCLES_IDLE] = 1'b0;
    assign counts[chip_pkg::COUNTER_SPIKES_IN] = spikes_in != 0;
    assign counts[chip_pkg::COUNTER_SPIKES_OUT] = spikes_out != 0;
    assign counts[chip_pkg::COUNTER_SYNAPTIC_OPERATIONS] = accumulating;
    assign counts[chip_pkg::COUNTER_FLITS_NORTH+:5] = flits;

    for (genvar i = 0; i < Slots; i++) begin : g_slot
      localparam bit Spikes = i == chip_pkg::COUNTER_SPIKES_IN || i == chip_pkg::COUNTER_SPIKES_OUT;
      localparam int Amount = Spikes ? chip_pkg::COUNT_MAX : i == chip_pkg::COUNTER_SYNAPTIC_OPERATIONS ? chip_pkg::LANES : 1;
      localparam int Bits = $clog2(Amount * Round) + 1;
      logic [Bits-1:0] low;

      always_ff @(posedge clk)
        if (rst) low <= 0;
        else if (counts[i])
          low <= low + (i == chip_pkg::COUNTER_SPIKES_IN ? Bits'(spikes_in) :
                        i == chip_pkg::COUNTER_SPIKES_OUT ? Bits'(spikes_out) : Bits'(Amount));
      assign tops[i] = low[Bits-1];
      assign lows[i*Low+:Low] = Low'(low);
      assign places[i*(Low-Least+1)+:Low-Least+1] = (Low - Least + 1)'(1) << (Bits - Least);
    end

    logic [High:0] words[0:(1<<Index)-1];
    logic [High:0] word, written_word;
    logic [High-1:0] high;
    logic [Index-1:0] slot, index, written_index;
    logic [Low-1:0] low;
    logic [Low-Least:0] place;
    logic top, fresh, writes;

    assign index = read ? select[Index-1:0] : slot;
    assign word = words[index];

    always_comb begin
      low = 0;
      place = 0;
      top = 1'b0;
      for (int i = 0; i < Slots; i++)
        if (32'(index) == i) begin
          low = lows[i*Low+:Low];
          place = places[i*(Low-Least+1)+:Low-Least+1];
          top = tops[i];
        end
    end
    assign high = word[High:1] + (word[0] && !top ? High'(place) : 0);

    always_ff @(posedge clk)
      if (rst) begin
        slot <= 0;
        fresh <= 1'b1;
        writes <= 1'b0;
      end else begin
        writes <= !read;
        if (!read) begin
          slot <= 32'(slot) == Slots - 1 ? 0 : slot + 1;
          if (32'(slot) == Slots - 1) fresh <= 1'b0;
        end
      end

    always_ff @(posedge clk) begin
      written_index <= slot;
      written_word <= fresh ? 0 : {high, top};
      if (writes) words[written_index] <= written_word;
    end

    // Idle is what is left of all cycles; it has a register of its own, and zeros stand in the other one.
    logic [31:0] busy, counted, idle;
    logic counting;
    assign counting = 32'(select) < Slots && 32'(select) != chip_pkg::COUNTER_CYCLES_IDLE;
    assign value = counted | idle;

    always_ff @(posedge clk)
      if (rst) busy <= 0;
      else if (accumulating || firing || sending || stalled) busy <= busy + 1;

    always_ff @(posedge clk)
      if (read) begin
        counted[31:Least] <= counting && !fresh ? high | High'(32'(low) >> Least) : 0;
        counted[Least-1:0] <= counting ? low[Least-1:0] : 0;
        idle <= 32'(select) == chip_pkg::COUNTER_CYCLES_IDLE ? cycles - busy : 0;
      end

    // So that a write is never two rounds old.
    logic read_last;
    always_ff @(posedge clk) begin
      read_last <= read;
      if (!rst && read) assert (!read_last);
    end
  end else begin : g_spikes_in
    logic [31:0] total_in;

    always_ff @(posedge clk)
      if (rst) total_in <= 0;
      else if (spikes_in != 0) total_in <= total_in + 32'(spikes_in);

    // A reset of the register, which costs no LUTs.
    always_ff @(posedge clk)
      if (read && select != 5'(chip_pkg::COUNTER_SPIKES_IN)) value <= 0;
      else if (read) value <= total_in;
  end

endmodule
