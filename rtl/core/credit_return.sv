//===- credit_return.sv - sends the credits of a firing ------------------------------===//
//
// One CREDIT for each in-edge of a population that fires, as soon as it does; after RUN for its forward in-edges only.
// The credits of a population leave behind each other, populations take turns.
//
//===----------------------------------------------------------------------===//

module credit_return #(
    parameter int POPULATIONS = chip_pkg::POPULATIONS,
    parameter int CREDITS = chip_pkg::CREDITS
) (
    input  logic                                    clk,
    input  logic                                    rst,
    input  logic                                    due,
    input  logic                                    due_clearing,
    input  logic [   chip_pkg::POPULATION_BITS-1:0] due_population,
    input  logic [       chip_pkg::CREDIT_BITS-1:0] first_credit,
    input  logic [ chip_pkg::CREDIT_COUNT_BITS-1:0] credit_count,
    // Populations with credits to send.
    output logic [                 POPULATIONS-1:0] crediting,
    output logic                                    credit_read,
    output logic [      chip_pkg::ADDRESS_BITS-1:0] credit_address,
    input  logic [                            15:0] credit_data,
    output logic                                    out_valid,
    input  logic                                    out_ready,
    output logic [       chip_pkg::PACKET_BITS-1:0] out_packet
);

  localparam int Populations = POPULATIONS;
  // The fields of packets and tables can be wider than this core needs.
  localparam int Index = Populations > 1 ? $clog2(Populations) : 1;
  localparam int Entry = CREDITS > 1 ? $clog2(CREDITS) : 1;
  localparam int Count = $clog2(CREDITS + 1);

  logic [Populations-1:0] only_forward, dues, finishes;
  // Of each population, written when it has fired; of the one in work.
  logic [Entry-1:0] first_credits[0:Populations-1];
  logic [Count-1:0] credit_counts[0:Populations-1];
  logic [Entry-1:0] next, index;
  logic [Count-1:0] left;
  logic [Index-1:0] first, population, due_index;
  logic serving, reading, reader_busy, start, finished, skip;
  chip_pkg::credit_entry_t entry;
  chip_pkg::packet_t packet;
  chip_pkg::credit_payload_t payload;

  round_robin #(.WIDTH(Populations), .INDEX_BITS(Index)) pick (
      .clk, .rst, .wanted(crediting), .take(start && !serving), .index(first));

  table_reader #(
      .INDEX_BITS(Entry), .WORDS(chip_pkg::CREDIT_ENTRY_WORDS),
      .STRIDE_BITS(chip_pkg::CREDIT_ENTRY_STRIDE_BITS)
  ) reader (
      .clk, .rst, .start, .index,
      .words((chip_pkg::CREDIT_ENTRY_STRIDE_BITS + 1)'(chip_pkg::CREDIT_ENTRY_WORDS)),
      .busy(reader_busy), .read(credit_read), .read_address(credit_address), .read_data(credit_data), .entry);

  assign due_index = due_population[Index-1:0];
  assign start = !reading && crediting != 0;
  assign index = serving ? next : first_credits[first];
  assign skip = only_forward[population] && entry.delayed;
  assign out_valid = reading && !reader_busy && !skip;
  assign finished = reading && !reader_busy && (skip || out_ready);

  always_comb begin
    payload = 0;
    packet = 'x;
    if (out_valid) begin
      packet = 0;
      payload.destination = entry.destination;
      packet.to_host = entry.to_host;
      packet.core_x = entry.core_x;
      packet.core_y = entry.core_y;
      packet.kind = chip_pkg::KIND_CREDIT;
      packet.payload = payload;
    end
  end
  assign out_packet = packet;

  always_ff @(posedge clk)
    if (rst) begin
      reading <= 1'b0;
      serving <= 1'b0;
      crediting <= 0;
    end else begin
      if (start) begin
        reading <= 1'b1;
        serving <= 1'b1;
      end
      if (finished) begin
        reading <= 1'b0;
        if (left == 1) serving <= 1'b0;
      end
      crediting <= (crediting & ~finishes) | (credit_count != 0 ? dues : 0);
    end

  always_comb begin
    // Compared one by one: an assignment to a bit by its number is made of a shifter.
    for (int p = 0; p < Populations; p++) begin
      dues[p] = due && 32'(due_index) == p;
      finishes[p] = finished && left == 1 && 32'(population) == p;
    end
  end

  always_ff @(posedge clk) only_forward <= (only_forward & ~dues) | (due_clearing ? dues : 0);

  always_ff @(posedge clk) begin
    if (start) next <= index + 1;
    if (start && !serving) begin
      population <= first;
      left <= credit_counts[first];
    end else if (finished) left <= left - 1;
    if (due) begin
      first_credits[due_index] <= first_credit[Entry-1:0];
      credit_counts[due_index] <= credit_count[Count-1:0];
    end
  end

  always_ff @(posedge clk) if (!rst && due) assert (!crediting[due_index]);

endmodule
