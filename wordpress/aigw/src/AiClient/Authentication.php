<?php
/**
 * How the provider proves who it is.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use Aigw\Attribution;
use Aigw\Connection;
use WordPress\AiClient\Providers\Http\DTO\ApiKeyRequestAuthentication;
use WordPress\AiClient\Providers\Http\DTO\Request;
use WordPress\AiClient\Providers\Http\Exception\ClientException;

defined( 'ABSPATH' ) || exit;

/**
 * Authenticates by the plugin's connection: with a token minted for this one call where the site holds a secret.
 *
 * It is an "API key" by type only, since core knows no other; the key it tells is empty, so that no other plugin can read the credential here.
 */
final class Authentication extends ApiKeyRequestAuthentication {

	/**
	 * The other connection during a rotation, or null for the current one.
	 *
	 * @var Connection|null
	 */
	private $connection;

	/**
	 * Makes it.
	 *
	 * @param Connection|null $connection Null for the one that is current when a request is made.
	 */
	public function __construct( ?Connection $connection = null ) {
		parent::__construct( '' );
		$this->connection = $connection;
	}

	/**
	 * The connection that speaks.
	 *
	 * @return Connection
	 */
	public function connection(): Connection {
		return null === $this->connection ? Connection::current() : $this->connection;
	}

	/**
	 * Adds the credential to a request.
	 *
	 * @param Request $request A request.
	 * @return Request
	 * @throws ClientException Where no gateway is connected.
	 */
	public function authenticateRequest( Request $request ): Request {
		if ( ! $this->connection()->configured() ) {
			throw new ClientException( esc_html__( 'No gateway is connected yet. Paste a connect code under Settings > AI Gateway.', 'aigw' ), 400 );
		}
		$claims = array();
		if ( $this->connection()->can_mint() && $request->getMethod()->hasBody() ) {
			$who = Attribution::now( Abilities::feature() );
			/** This filter is documented in src/Gateway.php */
			$claims = (array) apply_filters( 'aigw_claims', $who->claims(), $who );
		}
		$options = $request->getOptions();
		$seconds = null === $options || null === $options->getTimeout() ? 60.0 : $options->getTimeout();
		return $request->withHeader( 'Authorization', 'Bearer ' . $this->connection()->bearer( $claims, (int) ceil( $seconds ) + 30 ) );
	}
}
