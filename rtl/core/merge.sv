//===- merge.sv - one packet for the spikes that a pool brings to one pixel --===//
//
// Several pixels of a sender become one pixel of the receiver where an edge shifts coordinates. Their spikes in one step
// are added up before they are sent, as far as a packet's count goes. A pixel waits in the place of its column, with a
// channel group, until another pixel needs the place, or a lane's sum would not fit, or the list has ended.
//
// Words enter with the counts of the lanes that go. Without MERGE_WORDS they pass.
//
//===----------------------------------------------------------------------===//

module merge (
    input  logic                                              clk,
    input  logic                                              rst,
    // The edge shifts coordinates: words of one pixel are added up.
    input  logic                                              merging,
    input  logic                                              in_valid,
    output logic                                              in_ready,
    input  logic [            chip_pkg::COORDINATE_BITS-1:0] in_y,
    input  logic [            chip_pkg::COORDINATE_BITS-1:0] in_x,
    input  logic [                chip_pkg::GROUPS_BITS-1:0] in_group,
    input  logic [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] in_counts,
    // No word of this edge comes any more.
    input  logic                                              ended,
    output logic                                              out_valid,
    input  logic                                              out_ready,
    output logic [            chip_pkg::COORDINATE_BITS-1:0] out_y,
    output logic [            chip_pkg::COORDINATE_BITS-1:0] out_x,
    output logic [                chip_pkg::GROUPS_BITS-1:0] out_group,
    output logic [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] out_counts,
    output logic                                              empty
);

  localparam int Coordinate = chip_pkg::COORDINATE_BITS;
  localparam int Groups = chip_pkg::GROUPS_BITS;
  localparam int Lanes = chip_pkg::LANES;
  localparam int Count = chip_pkg::COUNT_BITS;
  localparam int Pixel = Groups + 2 * Coordinate;

  if (chip_pkg::MERGE_WORDS == 0) begin : g_none
    assign in_ready = out_ready;
    assign out_valid = in_valid;
    assign out_y = in_y;
    assign out_x = in_x;
    assign out_group = in_group;
    assign out_counts = in_counts;
    assign empty = 1'b1;
    // verilator lint_off UNUSEDSIGNAL
    logic unused;
    assign unused = clk || rst || merging || ended;
    // verilator lint_on UNUSEDSIGNAL
  end else begin : g_merge
    localparam int Words = chip_pkg::MERGE_WORDS;
    localparam int Place = $clog2(Words);

    logic m_valid, fits, same, joins, moves, flushes;
    logic [Pixel-1:0] m_pixel, waiting_pixel;
    logic [Lanes*Count-1:0] m_counts, waiting_counts, sums;
    logic [Count:0] sum;
    logic [3:0] four;
    logic [Words-1:0] occupied;
    logic [Place-1:0] place, lowest;
    logic [Pixel-1:0] pixels[0:Words-1];
    logic [Lanes*Count-1:0] counts[0:Words-1];

    // The word that goes, or the lowest place that is to be emptied.
    assign moves = m_valid && out_ready;
    assign flushes = ended && !m_valid && out_ready && occupied != 0;
    // Four places at a time, from above.
    always_comb begin
      lowest = 0;
      four = 0;
      for (int n = (Words + 3) / 4 - 1; n >= 0; n--) begin
        four = 4'((Words + 4)'(occupied) >> (4 * n));
        if (four != 0) lowest = Place'({n, four[1:0] == 0, !four[0] && (four[1] || !four[2])});
      end
    end
    assign place = m_valid ? m_pixel[Place-1:0] : lowest;

    assign waiting_pixel = pixels[place];
    assign waiting_counts = counts[place];
    assign same = waiting_pixel == m_pixel;

    always_comb begin
      fits = 1'b1;
      sum = 'x;
      sums = 'x;
      if (m_valid && merging)
        for (int l = 0; l < Lanes; l++) begin
          sum = {1'b0, waiting_counts[l*Count+:Count]} + {1'b0, m_counts[l*Count+:Count]};
          if (32'(sum) > chip_pkg::COUNT_MAX) fits = 1'b0;
          sums[l*Count+:Count] = sum[Count-1:0];
        end
    end
    assign joins = occupied[place] && same && fits;

    assign in_ready = !m_valid || moves;
    assign out_valid = m_valid ? !merging || (occupied[place] && !joins) : ended && occupied != 0;
    assign empty = !m_valid && occupied == 0;
    always_comb begin
      {out_group, out_y, out_x} = waiting_pixel;
      out_counts = waiting_counts;
      if (m_valid && !merging) begin
        {out_group, out_y, out_x} = m_pixel;
        out_counts = m_counts;
      end
    end

    always_ff @(posedge clk) begin
      if (in_valid && in_ready) begin
        m_pixel <= {in_group, in_y, in_x};
        m_counts <= in_counts;
      end
      if (moves && merging) begin
        pixels[place] <= m_pixel;
        counts[place] <= joins ? sums : m_counts;
      end
    end

    always_ff @(posedge clk)
      if (rst) begin
        m_valid <= 1'b0;
        occupied <= 0;
      end else begin
        if (in_valid && in_ready) m_valid <= in_counts != 0;
        else if (moves) m_valid <= 1'b0;
        for (int i = 0; i < Words; i++) if ((moves && merging || flushes) && 32'(place) == i) occupied[i] <= m_valid;
      end

    always_ff @(posedge clk)
      if (!rst) begin
        if (in_valid) assert (!ended);
        // What waits is of the edge that is served.
        if (occupied != 0) assert (merging);
        if (joins) assert (m_pixel[Place-1:0] == waiting_pixel[Place-1:0]);
      end
  end

endmodule
