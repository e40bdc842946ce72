//===- counters.sv - what a core has done, for READ --------------------------===//
//
// Without COUNTERS the spikes received alone, which tell a watchdog that something happens; the others read as 0.
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
    input  logic [                     4:0] select,
    output logic [                    31:0] value
);

  logic [31:0] total_in;

  always_ff @(posedge clk)
    if (rst) total_in <= 0;
    else if (spikes_in != 0) total_in <= total_in + 32'(spikes_in);

  if (chip_pkg::COUNTERS != 0) begin : g_counters
    logic [31:0] cycles_accumulating, cycles_firing, cycles_sending, cycles_stalled, cycles_busy;
    logic [31:0] total_out, flits_north, flits_east, flits_south, flits_west, flits_local;

    always_ff @(posedge clk)
      if (rst) begin
        cycles_accumulating <= 0;
        cycles_firing <= 0;
        cycles_sending <= 0;
        cycles_stalled <= 0;
        cycles_busy <= 0;
        total_out <= 0;
      end else begin
        if (accumulating) cycles_accumulating <= cycles_accumulating + 1;
        if (firing) cycles_firing <= cycles_firing + 1;
        if (sending) cycles_sending <= cycles_sending + 1;
        if (stalled) cycles_stalled <= cycles_stalled + 1;
        if (accumulating || firing || sending || stalled) cycles_busy <= cycles_busy + 1;
        if (spikes_out != 0) total_out <= total_out + 32'(spikes_out);
      end

    always_ff @(posedge clk)
      if (rst) begin
        flits_north <= 0;
        flits_east <= 0;
        flits_south <= 0;
        flits_west <= 0;
        flits_local <= 0;
      end else if (flits != 0) begin
        if (flits[0]) flits_north <= flits_north + 1;
        if (flits[1]) flits_east <= flits_east + 1;
        if (flits[2]) flits_south <= flits_south + 1;
        if (flits[3]) flits_west <= flits_west + 1;
        if (flits[4]) flits_local <= flits_local + 1;
      end

    always_comb
      case (select)
        5'(chip_pkg::COUNTER_CYCLES_ACCUMULATING): value = cycles_accumulating;
        5'(chip_pkg::COUNTER_CYCLES_FIRING): value = cycles_firing;
        5'(chip_pkg::COUNTER_CYCLES_SENDING): value = cycles_sending;
        5'(chip_pkg::COUNTER_CYCLES_STALLED): value = cycles_stalled;
        5'(chip_pkg::COUNTER_CYCLES_IDLE): value = cycles - cycles_busy;
        5'(chip_pkg::COUNTER_SPIKES_IN): value = total_in;
        5'(chip_pkg::COUNTER_SPIKES_OUT): value = total_out;
        5'(chip_pkg::COUNTER_SYNAPTIC_OPERATIONS): value = cycles_accumulating * 32'(chip_pkg::LANES);
        5'(chip_pkg::COUNTER_FLITS_NORTH): value = flits_north;
        5'(chip_pkg::COUNTER_FLITS_EAST): value = flits_east;
        5'(chip_pkg::COUNTER_FLITS_SOUTH): value = flits_south;
        5'(chip_pkg::COUNTER_FLITS_WEST): value = flits_west;
        5'(chip_pkg::COUNTER_FLITS_LOCAL): value = flits_local;
        default: value = 0;
      endcase
  end else begin : g_spikes_in
    assign value = select == 5'(chip_pkg::COUNTER_SPIKES_IN) ? total_in : 0;
  end

endmodule
